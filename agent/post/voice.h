/* One child of confide-post: the voice to one endpoint. */
#ifndef CONFIDE_POST_VOICE_H
#define CONFIDE_POST_VOICE_H

struct config;
struct config_endpoint;

/* What a voice tells its parent, a byte at least every second. */
enum voice_beat {
    VOICE_ABLE = '.',  /* it sends, or waits for something to send */
    VOICE_UNABLE = 'x' /* its section or its secrets are unusable: it said why, and looks again */
};

/* Speaks with `to` until SIGTERM or SIGINT, which the caller has blocked; beats on `pulse`, which does not block. Its
 * process's exit code. */
int voice_run(const struct config *config, const struct config_endpoint *to, int pulse);

#endif
