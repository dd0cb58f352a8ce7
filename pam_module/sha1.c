/* SHA-1, FIPS 180-4 section 6.1.2. Pure; wipes what it copied. In a login program no crypto library may be brought in:
 * two versions of one in a process are a known cause of crashes. */
#include "pam_module/sha1.h"

#include <stdint.h>
#include <string.h>

#include "agent/base/text.h"

enum { BLOCK = 64, ROUNDS = 80, LENGTH_BYTES = 8 };

static uint32_t rotated(uint32_t word, unsigned bits)
{
    return word << bits | word >> (32 - bits);
}

static uint32_t mixed(unsigned round, uint32_t b, uint32_t c, uint32_t d)
{
    if (round < 20)
        return ((b & c) | (~b & d)) + 0x5a827999;
    if (round < 40)
        return (b ^ c ^ d) + 0x6ed9eba1;
    if (round < 60)
        return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
    return (b ^ c ^ d) + 0xca62c1d6;
}

static void add_block(uint32_t state[5], const unsigned char block[BLOCK])
{
    uint32_t word[ROUNDS], a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];

    for (unsigned i = 0; i < 16; i++)
        word[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 | (uint32_t)block[4 * i + 2] << 8 |
                  block[4 * i + 3];
    for (unsigned i = 16; i < ROUNDS; i++)
        word[i] = rotated(word[i - 3] ^ word[i - 8] ^ word[i - 14] ^ word[i - 16], 1);
    for (unsigned i = 0; i < ROUNDS; i++) {
        uint32_t next = rotated(a, 5) + mixed(i, b, c, d) + e + word[i];

        e = d;
        d = c;
        c = rotated(b, 30);
        b = a;
        a = next;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    explicit_bzero(word, sizeof word);
}

void sha1_hex(char hex[SHA1_HEX_SIZE], const char *text, size_t length)
{
    uint32_t state[5] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
    unsigned char block[BLOCK] = {0};
    size_t left = length;

    for (; left >= BLOCK; text += BLOCK, left -= BLOCK) {
        memcpy(block, text, BLOCK);
        add_block(state, block);
    }
    memset(block, 0, sizeof block);
    memcpy(block, text, left);
    block[left] = 0x80;
    if (left >= BLOCK - LENGTH_BYTES) {
        add_block(state, block);
        memset(block, 0, sizeof block);
    }
    for (unsigned i = 0; i < LENGTH_BYTES; i++)
        block[BLOCK - 1 - i] = (unsigned char)((uint64_t)length * 8 >> 8 * i);
    add_block(state, block);
    for (unsigned i = 0; i < 5; i++)
        text_format(hex + i * 8, SHA1_HEX_SIZE - i * 8, "%08X", state[i]);
    explicit_bzero(block, sizeof block);
}
