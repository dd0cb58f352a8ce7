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
BASE     := agent/base/text.c agent/base/clock.c agent/base/log.c agent/base/config.c agent/base/channel.c
RECORDS  := agent/base/json_event.c agent/base/json_case.c agent/base/crypto.c
TABLES   := agent/base/csv.c agent/base/staff_file.c
WHO      := pam_module/identity.c pam_module/register.c
STRONG   := pam_module/password.c pam_module/fold.c

MODULE   := pam_module/pam_confide.c pam_module/tell.c pam_module/spool.c $(WHO) $(STRONG) \
            agent/base/text.c agent/base/clock.c agent/base/config.c agent/base/channel.c
SERVICE  := agent/base/notify.c
WATCH    := $(wildcard agent/watch/*.c) $(BASE) $(RECORDS) $(SERVICE)
JUDGE    := $(wildcard agent/judge/*.c) $(BASE) $(RECORDS) $(TABLES) $(WHO) $(SERVICE) pam_module/spool.c
POST     := $(wildcard agent/post/*.c) $(BASE) agent/base/crypto.c $(SERVICE)
JUDGING  := agent/judge/context.c agent/judge/explain.c agent/judge/past.c agent/judge/rules.c agent/judge/sentence.c \
            agent/judge/judge.c
VERIFY   := $(wildcard agent/judge/store*.c) agent/judge/chain.c agent/judge/verify.c
CTL      := $(wildcard agent/ctl/*.c) $(BASE) $(RECORDS) $(TABLES) $(WHO) $(STRONG) $(JUDGING) $(VERIFY)

PROGRAMS := $(B)/confided $(B)/confide-watch $(B)/confide-post $(B)/confidectl
PAGES    := pam_module/pam_confide.8 agent/judge/confided.8 agent/watch/confide-watch.8 agent/post/confide-post.8 \
            agent/ctl/confidectl.8 agent/base/confide.conf.5

# ---- how -----------------------------------------------------------------------------------------------------------------
WARN     := -std=gnu17 -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wcast-qual -Wformat=2 -Wvla -Werror
HARDEN   := $(if $(SANITIZE),,-D_FORTIFY_SOURCE=2) -fstack-protector-strong -fcf-protection -fPIC
SAN      := $(if $(SANITIZE),-fsanitize=address$(,)undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
, := ,
CFLAGS   ?= -O2 -g
ALLFLAGS  = $(WARN) $(HARDEN) $(SAN) $(CFLAGS) -D_GNU_SOURCE -DCONFIDE_VERSION='"$(VERSION)"' -Iinclude -I. -MMD -MP
LINK      = $(CC) $(SAN) $(CFLAGS) -Wl,-z,relro,-z,now,-z,defs $(LDFLAGS)
obj       = $(patsubst %.c,$(B)/%.o,$(1))

L_WATCH  := -linih -ljansson -lsodium -lsystemd
L_JUDGE  := -linih -ljansson -lsodium -lsystemd -lsqlite3 -lcsv
L_POST   := -linih -lsodium -lsystemd -lcurl
L_CTL    := -linih -ljansson -lsodium -lsqlite3 -lcsv -lsmartcols -lzxcvbn -lutf8proc -lm
L_MODULE := -linih -lpam -lzxcvbn -lutf8proc -lm

.DEFAULT_GOAL := all
.PHONY: all deps demo check unit lint san valgrind fuzz bench install uninstall clean
all: $(PROGRAMS) $(B)/pam_confide.so

$(B)/confided:      $(call obj,$(JUDGE)) ; $(LINK) -pie -o $@ $^ $(L_JUDGE)
$(B)/confide-watch: $(call obj,$(WATCH)) ; $(LINK) -pie -o $@ $^ $(L_WATCH) -pthread
$(B)/confide-post:  $(call obj,$(POST))  ; $(LINK) -pie -o $@ $^ $(L_POST)
$(B)/confidectl:    $(call obj,$(CTL))   ; $(LINK) -pie -o $@ $^ $(L_CTL)
$(B)/pam_confide.so: $(call obj,$(MODULE)) pam_module/pam_confide.map
	$(if $(SANITIZE),$(filter-out %-z$(,)defs,$(LINK)),$(LINK)) -shared -Wl,--version-script=pam_module/pam_confide.map -o $@ $(filter %.o,$^) $(L_MODULE)

$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALLFLAGS) -c -o $@ $<

# ---- tests ---------------------------------------------------------------------------------------------------------------
UNIT      := tests/unit/unit.c $(shell sed -n 's|^SUITE(\(.*\))|tests/unit/test_\1.c|p' tests/unit/suites.h)
UNDER     := $(filter-out agent/%/confided.c agent/%/confide-watch.c agent/%/confide-post.c agent/%/confidectl.c \
               pam_module/pam_confide.c,$(sort $(WATCH) $(JUDGE) $(POST) $(CTL) $(MODULE)))
L_ALL     := $(sort $(L_WATCH) $(L_JUDGE) $(L_POST) $(L_CTL) $(L_MODULE)) -lm

$(B)/unit: $(call obj,$(UNIT) $(UNDER)) ; $(LINK) -pie -o $@ $^ $(L_ALL) -lcunit -pthread
unit: $(B)/unit ; $(B)/unit $(ONLY)

-include $(shell find $(B) -name '*.d' 2>/dev/null)
