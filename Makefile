# Confide. The lists of parts are the table of contents. `make demo` shows the main job, `make check` proves it; both install
# what they need (`make deps`). B=DIR builds elsewhere, SANITIZE=1 builds with ASan and UBSan.
B       ?= build
CC      ?= cc
PREFIX  ?= /usr
DESTDIR ?=
PAMDIR  ?= $(PREFIX)/lib/$(shell $(CC) -dumpmachine 2>/dev/null)/security
UNITDIR ?= /lib/systemd/system
VERSION := 0.1

# ---- parts ---------------------------------------------------------------------------------------------------------------
BASE     := agent/base/text.c agent/base/clock.c agent/base/log.c agent/base/config.c agent/base/config_read.c agent/base/channel.c
RECORDS  := agent/base/json_event.c agent/base/json_quick.c agent/base/json_flat.c agent/base/json_words.c agent/base/json_case.c agent/base/json_statement.c agent/base/json_file.c agent/base/crypto.c agent/base/crypto_ed25519.c
TABLES   := agent/base/csv.c agent/base/staff_file.c
WHO      := pam_module/identity.c pam_module/sentences.c pam_module/register.c pam_module/register_row.c pam_module/register_write.c pam_module/words.c
STRONG   := pam_module/password.c pam_module/fold.c pam_module/vocabulary.c pam_module/common.c pam_module/similar.c \
            pam_module/leaked.c pam_module/sha1.c pam_module/strength.c pam_module/guess.c pam_module/reading.c \
            pam_module/people.c pam_module/verdict.c

MODULE   := $(wildcard pam_module/pam_*.c) pam_module/fact.c pam_module/tell.c pam_module/spool.c $(WHO) $(STRONG) \
            agent/base/text.c agent/base/clock.c agent/base/config.c agent/base/config_read.c agent/base/channel.c
SERVICE  := agent/base/notify.c
REPORT   := $(wildcard agent/report/*.c) agent/base/base64.c agent/base/unruly.c
WATCH    := $(wildcard agent/watch/*.c agent/watch/*/*.c) $(BASE) $(RECORDS) $(SERVICE)
JUDGE    := $(wildcard agent/judge/*.c agent/judge/*/*.c) pam_module/fold.c agent/base/public_key.c $(BASE) $(RECORDS) $(TABLES) $(WHO) $(SERVICE) $(REPORT) pam_module/spool.c
POST     := $(wildcard agent/post/*.c) $(BASE) agent/base/crypto.c agent/base/crypto_ed25519.c agent/base/base64.c agent/base/json_answer.c $(SERVICE)
RECEIVE  := $(wildcard agent/receive/*.c) $(BASE) agent/base/crypto.c agent/base/crypto_ed25519.c agent/base/base64.c agent/base/public_key.c agent/base/json_statement.c agent/base/json_told.c agent/base/json_case.c agent/base/unruly.c $(SERVICE)
JUDGING  := $(wildcard agent/judge/context/*.c agent/judge/weigh/*.c)
VERIFY   := $(wildcard agent/judge/store/*.c)
CTL      := $(wildcard agent/ctl/*.c) $(BASE) $(RECORDS) agent/base/json_row.c $(TABLES) $(WHO) $(STRONG) $(JUDGING) $(VERIFY) $(REPORT) \
            agent/watch/tree/template.c agent/watch/devices/mounts.c agent/watch/devices/mount_line.c agent/post/sign.c agent/post/form.c

PROGRAMS := $(B)/confided $(B)/confide-watch $(B)/confide-post $(B)/confidectl $(B)/confide-receive
PAGES    := pam_module/pam_confide.8 agent/judge/confided.8 agent/watch/confide-watch.8 agent/post/confide-post.8 agent/receive/confide-receive.8 \
            agent/ctl/confidectl.8 agent/base/confide.conf.5 agent/judge/context/confide.context.5 agent/judge/weigh/confide.rules.7

# ---- how -----------------------------------------------------------------------------------------------------------------
WARN     := -std=gnu17 -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wcast-qual -Wformat=2 -Wvla -Werror
, := ,
HARDEN   := $(if $(SANITIZE),,-D_FORTIFY_SOURCE=2) -fstack-protector-strong -fcf-protection -fPIC
SAN      := $(if $(SANITIZE),-fsanitize=address$(,)undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
CFLAGS   ?= -O2 -g
ALLFLAGS  = $(WARN) $(HARDEN) $(SAN) $(CFLAGS) -D_GNU_SOURCE -DCONFIDE_VERSION='"$(VERSION)"' -Iinclude -I. -MMD -MP
LINK      = $(CC) $(SAN) $(CFLAGS) -Wl,-z,relro,-z,now,-z,defs $(LDFLAGS)
obj       = $(patsubst %.c,$(B)/%.o,$(1))

L_WATCH  := -linih -ljansson -lsodium -lsystemd
L_JUDGE  := -linih -ljansson -lsodium -lsystemd -lsqlite3 -lcsv -lutf8proc -lm
L_POST   := -linih -ljansson -lsodium -lsystemd -lcurl
L_RECEIVE := -linih -ljansson -lsodium -lsystemd -lsqlite3 -lcurl -lmicrohttpd -lgnutls
L_CTL    := -linih -ljansson -lsodium -lsqlite3 -lcsv -lsmartcols -lzxcvbn -lutf8proc -l:libmd.a -lpasswdqc -lm
L_MODULE := -linih -lpam -lzxcvbn -lutf8proc -l:libmd.a -lpasswdqc -lm

.DEFAULT_GOAL := all
.PHONY: all deps demo check prove testable unit lint san valgrind fuzz fuzzers bench bench-judge matrix greeter qemu endurance install uninstall clean
all: $(PROGRAMS) $(B)/pam_confide.so

$(B)/confided:      $(call obj,$(JUDGE)) ; $(LINK) -pie -o $@ $^ $(L_JUDGE)
$(B)/confide-watch: $(call obj,$(WATCH)) ; $(LINK) -pie -o $@ $^ $(L_WATCH) -pthread
$(B)/confide-post:  $(call obj,$(POST))  ; $(LINK) -pie -o $@ $^ $(L_POST)
$(B)/confidectl:    $(call obj,$(CTL))   ; $(LINK) -pie -o $@ $^ $(L_CTL)
$(B)/confide-receive: $(call obj,$(RECEIVE)) ; $(LINK) -pie -o $@ $^ $(L_RECEIVE)
$(B)/pam_confide.so: $(call obj,$(MODULE)) pam_module/pam_confide.map
	$(if $(SANITIZE),$(filter-out %-z$(,)defs,$(LINK)),$(LINK)) -shared -Wl,--version-script=pam_module/pam_confide.map -o $@ $(filter %.o,$^) $(L_MODULE)

$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALLFLAGS) -c -o $@ $<

$(B)/pam_module/common.o: pam_module/data/common-passwords pam_module/data/names

# ---- tests ---------------------------------------------------------------------------------------------------------------
UNIT      := tests/unit/unit.c $(shell sed -n 's|^SUITE(\(.*\))|tests/unit/test_\1.c|p' tests/unit/suites.h)
UNDER     := $(filter-out agent/%/confided.c agent/%/confide-watch.c agent/%/confide-post.c agent/%/confidectl.c agent/%/confide-receive.c \
               pam_module/pam_%.c,$(sort $(WATCH) $(JUDGE) $(POST) $(CTL) $(RECEIVE) $(MODULE)))
L_ALL     := $(sort $(L_WATCH) $(L_JUDGE) $(L_POST) $(L_CTL) $(L_RECEIVE) $(L_MODULE)) -lm
FUZZERS   := $(patsubst tests/fuzz/%.c,$(B)/%,$(wildcard tests/fuzz/fuzz_*.c))
DRIVERS   := $(patsubst tests/drivers/%.c,$(B)/drivers/%,$(wildcard tests/drivers/*.c))
FUZZ_SECONDS ?= 10
BUILD      = echo "Building." && $(MAKE) --no-print-directory -s -j$$(nproc)
export B SANITIZE FUZZ_SECONDS

$(B)/unit: $(call obj,$(UNIT) $(UNDER)) ; $(LINK) -pie -o $@ $^ $(L_ALL) -lcunit -pthread
unit: $(B)/unit ; $(B)/unit $(ONLY)
$(B)/fuzz_%: $(call obj,tests/fuzz/fuzz_%.c $(UNDER)) ; $(LINK) -fsanitize=fuzzer -o $@ $^ $(L_ALL)
fuzzers: $(FUZZERS)
# Small programs that system tests and benches drive a part with.
$(B)/drivers/%: $(call obj,tests/drivers/%.c $(UNDER)) ; @mkdir -p $(@D) && $(LINK) -pie -o $@ $^ $(L_ALL)
# What the matrix preloads into the programs of its world.
PRELOADS  := $(patsubst tests/matrix/%.c,$(B)/matrix/%.so,$(wildcard tests/matrix/*.c))
$(B)/matrix/%.so: tests/matrix/%.c ; @mkdir -p $(@D) && $(CC) $(ALLFLAGS) -shared -o $@ $<

deps:      ; @tests/deps
demo: deps ; @$(BUILD) all $(B)/drivers/feed && demo/run
check: deps ; @$(BUILD) prove
prove: testable ; @tests/run $(ONLY)
testable: all $(B)/unit $(DRIVERS)
bench:     ; @tests/deps bench && $(BUILD) testable && for bench in tests/bench/*; do [ ! -f $$bench ] || [ ! -x $$bench ] || $$bench || exit; done
lint: export LINT_FLAGS = $(filter-out -MMD -MP,$(ALLFLAGS))
bench-judge: ; @tests/deps bench && $(BUILD) all && B=$(B) tests/bench/judge $(SEEDS)
lint:      ; @tests/deps dev && tests/lint/lint && tests/lint/selftest
san:       ; @tests/deps dev && tests/san
valgrind:  ; @tests/deps dev && $(BUILD) testable && tests/valgrind
fuzz:      ; @tests/deps dev && $(BUILD) B=$(B)-fuzz CC=clang HARDEN=-fPIC \
               SAN='-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all' fuzzers && tests/fuzz/run
matrix:    ; @tests/deps matrix && $(BUILD) all $(PRELOADS) && tests/matrix/run $(ONLY)
greeter:   ; @tests/deps matrix && $(BUILD) all && tests/greeter/run $(ONLY)
qemu:      ; @tests/deps qemu && $(BUILD) testable && tests/qemu/run $(READERS)
endurance: ; @tests/deps && $(BUILD) testable && tests/endurance/run # KILLS=10000 CUTS=500 RUNS=100: hours
clean:     ; rm -rf $(B)-qemu $(B) $(B)-san $(B)-fuzz $(B)-valgrind $(B)-matrix $(B)-greeter

# ---- installing: changes no login; says what comes next -------------------------------------------------------------------
MANDIR    := $(PREFIX)/share/man
UNITS     := confided.service confide-watch.service confide-watch.socket confide-post.service confide-receive.service
put        = install -D -m $(1) $(2) $(DESTDIR)$(3)

# A login program has the module mapped: written over, it would die of SIGBUS (and the login with it). So: a new file, renamed.
install: all
	for program in confided confide-watch confide-post confide-receive; do $(call put,755,$(B)/$$program,$(PREFIX)/sbin/$$program) || exit; done
	$(call put,755,$(B)/confidectl,$(PREFIX)/bin/confidectl)
	$(call put,644,$(B)/pam_confide.so,$(PAMDIR)/.pam_confide.so.new)
	mv -f $(DESTDIR)$(PAMDIR)/.pam_confide.so.new $(DESTDIR)$(PAMDIR)/pam_confide.so
	$(call put,644,agent/ctl/confidectl.bash,$(PREFIX)/share/bash-completion/completions/confidectl)
	for page in $(PAGES); do $(call put,644,$$page,$(MANDIR)/man$${page##*.}/$${page##*/}) || exit; done
	for unit in $(UNITS); do sed 's|/usr/sbin/|$(PREFIX)/sbin/|' systemd/$$unit >$(B)/$$unit && \
	    $(call put,644,$(B)/$$unit,$(UNITDIR)/$$unit) || exit; done
	$(call put,755,pam_module/confide-notice,$(PREFIX)/bin/confide-notice)
	$(call put,644,pam_module/confide-notice.desktop,/etc/xdg/autostart/confide-notice.desktop)
	$(call put,644,systemd/confide.sysusers,$(PREFIX)/lib/sysusers.d/confide.conf)
	$(call put,644,systemd/confide.tmpfiles,$(PREFIX)/lib/tmpfiles.d/confide.conf)
	$(call put,644,systemd/confide.rules,$(PREFIX)/share/polkit-1/rules.d/confide.rules)
	$(call put,644,systemd/confide.dbus,$(PREFIX)/share/dbus-1/system.d/confide.conf)
	$(call put,644,systemd/console-lock.sh,$(PREFIX)/share/doc/confide/console-lock.sh)
	[ -e $(DESTDIR)/etc/confide/confide.conf ] || $(call put,644,systemd/confide.conf,/etc/confide/confide.conf)
	@echo "Installed; no login has changed. What comes next stands in README.md, 'Installing'."

# While a PAM stack still names the module, every login through it would fail without it.
uninstall:
	@! grep -rls '^[^#]*pam_confide' $(DESTDIR)/etc/pam.d || \
	    { echo "These still need pam_confide. Put them back as they were before it (pam_confide(8)), else nobody can log in."; exit 1; }
	cd $(DESTDIR)/ && rm -f $(foreach file,sbin/confided sbin/confide-watch sbin/confide-post sbin/confide-receive bin/confidectl lib/sysusers.d/confide.conf \
	    lib/tmpfiles.d/confide.conf share/bash-completion/completions/confidectl \
	    share/polkit-1/rules.d/confide.rules share/dbus-1/system.d/confide.conf share/doc/confide/console-lock.sh \
	    $(foreach page,$(PAGES),share/man/man$(subst .,,$(suffix $(page)))/$(notdir $(page))),.$(PREFIX)/$(file)) \
	    $(UNITS:%=.$(UNITDIR)/%) .$(PAMDIR)/pam_confide.so etc/xdg/autostart/confide-notice.desktop .$(PREFIX)/bin/confide-notice

-include $(shell find $(B) -name '*.d' 2>/dev/null)
