/* One nurse, what she did lately in short notation, and whether a rule about it finds anything. */
#ifndef CONFIDE_TESTS_SPELLING_H
#define CONFIDE_TESTS_SPELLING_H

#include "weighing.h"

#include "agent/judge/weigh/lately.h"
#include "agent/judge/weigh/rules.h"
#include "agent/judge/weigh/spell.h"

struct spell {
    struct ward ward;
    struct person *person;
    struct fact fact;
};

#define BEN "login,name,kind,role\nben,B,person,Nurse\n"

static inline void spell_open_in(struct spell *spell, const struct clinic *clinic)
{
    *spell = (struct spell){.person = calloc(1, sizeof *spell->person)};
    CU_ASSERT_PTR_NOT_NULL_FATAL(spell->person);
    ward_open(&spell->ward, clinic);
}

static inline void spell_open(struct spell *spell)
{
    static const struct clinic clinic = {.staff = BEN, .encounters = "patient,from,login\nP0,2026-11-01,ben\n"};

    spell_open_in(spell, &clinic);
}

static inline void spell_close(struct spell *spell)
{
    free(spell->person);
    ward_close(&spell->ward);
}

static inline void note_as(struct spell *spell, int64_t after_ms, const char *patient, unsigned signs, const char *text,
                           enum event_action action, bool is_unexplained)
{
    spell->fact = ward_fact(&spell->ward, after_ms, "ben", patient);
    spell->fact.signs = (uint16_t)signs;
    spell->fact.action = (uint8_t)action;
    spell->fact.text = names_add(spell->ward.names, text);
    lately_note(spell->person, &spell->fact, (struct lately_said){.is_unexplained = is_unexplained, .is_new = true});
}

static inline void note(struct spell *spell, int64_t after_ms, const char *patient, unsigned signs, const char *text,
                        bool is_unexplained)
{
    note_as(spell, after_ms, patient, signs, text, ACTION_READ, is_unexplained);
}

static inline bool found(const struct spell *spell, const char *rule)
{
    struct spell_given given = {.person = spell->person,
                                .context = &spell->ward.context,
                                .limits = &spell->ward.config,
                                .who = ward_who(&spell->ward, "ben"),
                                .names = spell->ward.names,
                                .fact = &spell->fact};

    return rules_called(rule)->spells(&given);
}

#endif
