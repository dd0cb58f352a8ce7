/* What each authority's form asks, in its order, answered as far as the agent knows it. Owns: those questions. Must not
 * own: the proposals (skeleton.c), how it looks. Two rules: no personal data (the ICO's form: "please do not include
 * any of the personal data involved"), and what only a person can know is left to a person, in as many words.
 *
 * Where the questions come from: GDPR articles 33 and 34; the ICO's "report a personal data breach" form; NHS England's
 * Guide to the Notification of Data Security and Protection Incidents. */
#include <string.h>

#include "agent/base/text.h"

#include "advice.h"
#include "page_writer.h"
#include "phrase.h"

enum { TEXT_SIZE = 1024 };

struct form {
    struct page_out *out;
    const struct page_writer *writer;
    const struct page *page;
};

static void section(const struct form *form, const char *id, const char *heading)
{
    form->writer->section(form->out, id, heading);
}

static void known(const struct form *form, const char *question, const char *answer)
{
    form->writer->field(form->out, question, VOICE_KNOWN, answer);
}

static void proposed(const struct form *form, const char *question, const char *answer)
{
    form->writer->field(form->out, question, VOICE_PROPOSED, answer);
}

static void person(const struct form *form, const char *question, const char *hint)
{
    form->writer->field(form->out, question, VOICE_PERSON, hint);
}

/* ---- answers that several forms want --------------------------------------------------------- */

/* The case's sentence names nobody; should it hold the login or a patient all the same, it is left out. */
static bool is_name_free(const struct case_report *report)
{
    if (report->login[0] && strstr(report->says, report->login))
        return false;
    for (size_t i = 0; i < CASE_PATIENTS_MAX && report->patients[i][0]; i++)
        if (strstr(report->says, report->patients[i]))
            return false;
    return true;
}

static void what_happened(const struct form *form)
{
    const struct case_report *report = &form->page->file->report;

    proposed(form, "What happened", form->page->skeleton.nature);
    if (is_name_free(report))
        known(form, "", report->says);
}

static void moment(const struct form *form, const char *question, int64_t time_ms)
{
    char text[PAGE_MOMENT];

    if (time_ms)
        known(form, question, form->page->moment(text, time_ms));
    else
        known(form, question, "not so far");
}

static void when_it_happened(const struct form *form)
{
    const struct case_report *report = &form->page->file->report;

    moment(form, "Happened from", report->first_ms);
    moment(form, "Happened until", report->last_ms);
}

static void records_and_subjects(const struct form *form)
{
    const struct skeleton *skeleton = &form->page->skeleton;
    char text[TEXT_SIZE], count[PHRASE_SIZE];

    known(form, "Records concerned", page_count(count, skeleton->records, skeleton->records_at_least));
    known(form, "People concerned", page_count(count, skeleton->subjects, skeleton->subjects_at_least));
    if (skeleton->knows_patients)
        text_format(text, sizeof text, "patients; of them %u under 18, %u vulnerable", skeleton->children,
                    skeleton->vulnerable);
    else
        text_format(text, sizeof text, "patients; how many are children or vulnerable is not known here");
    proposed(form, "Who they are", text);
}

static void measures_before(const struct form *form)
{
    const struct skeleton *skeleton = &form->page->skeleton;

    for (size_t i = 0; i < SKELETON_MEASURES && skeleton->measures[i][0]; i++)
        known(form, i ? "" : "Measures in place before", skeleton->measures[i]);
    person(form, skeleton->measures[0][0] ? "" : "Measures in place before",
           "what else there is: training, policies, contracts");
}

static void measures_after(const struct form *form)
{
    unsigned verb = page_decided(form->page->file);

    proposed(form, "Measures taken or proposed", form->page->skeleton.taken);
    known(form, "",
          verb == DECISION_CONFIRM   ? "A person looked into it and confirmed it."
          : verb == DECISION_EXPLAIN ? "A person looked into it and found a reason for it."
          : verb == DECISION_CLOSE   ? "A person looked into it and closed it."
                                     : "No person has decided what it is so far.");
    person(form, "So that it does not recur", "what is changed, and by when");
}

static void late(const struct form *form)
{
    const struct page *page = form->page;
    int64_t until_ms = page->file->about.report_by_ms;
    char text[TEXT_SIZE], left[PHRASE_SIZE], until[PAGE_MOMENT];

    text_format(text, sizeof text, "%s, %s", page->moment(until, until_ms), phrase_left(left, until_ms, page->now_ms));
    known(form, "72 hours end", text);
    if (page->now_ms > until_ms)
        person(form, "Reasons for the delay", "why it is told later than 72 hours after it was known");
}

static void phase(const struct form *form, const char *question)
{
    char text[TEXT_SIZE], words[PAGE_MOMENT];

    page_phase(words, form->page);
    text_format(text, sizeof text, "%s, reference %s", words, form->page->file->report.id);
    known(form, question, text);
}

static void contact(const struct form *form)
{
    const char *clinic = form->page->file->about.clinic;

    if (clinic[0])
        known(form, "Organisation", clinic);
    else
        person(form, "Organisation", "its name");
    person(form, "Contact", "the data protection officer, or who answers for it: name, telephone, mail");
}

/* ---- the ICO ---------------------------------------------------------------------------------- */

static void ico_what(const struct form *form)
{
    const struct page *page = form->page;

    section(form, "what", "What happened");
    phase(form, "Type of report");
    if (page->file->report.version > 1)
        person(form, "The ICO's own reference", "from its answer to the first report");
    what_happened(form);
    proposed(form, "Cyber incident", page->skeleton.is_cyber ? "yes" : "no");
    known(form, "How you found out", "Confide, which watches over the records, raised it by itself");
    moment(form, "Discovered", page->file->report.raised_ms);
    when_it_happened(form);
}

static void ico_data(const struct form *form)
{
    section(form, "data", "Data and people");
    proposed(form, "Categories of data", "health; basic personal identifiers, as records of patients hold them");
    person(form, "", "whether any other: sex life, genetic, financial, official documents ...");
    records_and_subjects(form);
}

/* The form's five words, from the likelihood that is proposed for the DSPT's grid. */
static const char *ico_likely(unsigned likelihood)
{
    static const char *const words[] = {"unknown", "very unlikely", "unlikely", "likely", "very likely", "very likely"};

    return words[likelihood < sizeof words / sizeof words[0] ? likelihood : 0];
}

static void ico_consequences(const struct form *form)
{
    const struct skeleton *skeleton = &form->page->skeleton;
    char text[TEXT_SIZE];

    section(form, "consequences", "Consequences");
    proposed(form, "Consequences", skeleton->consequences);
    text_format(text, sizeof text, "%s (on the DSPT's scale %s)", ico_likely(skeleton->likelihood),
                skeleton_likelihood(skeleton->likelihood));
    proposed(form, "Likelihood of them", text);
    person(form, "Training", "had the staff member data protection training in the last two years?");
}

static void ico_cyber(const struct form *form)
{
    if (!form->page->skeleton.is_cyber)
        return;
    section(form, "cyber", "Cyber incident");
    proposed(form, "Affected", skeleton_breach(form->page->skeleton.breach));
    person(form, "Impact on the organisation", "high, medium or low");
    person(form, "Recovery", "regular, supplemented, extended, not recoverable, or complete");
}

static void ico(const struct form *form)
{
    ico_what(form);
    ico_data(form);
    ico_consequences(form);
    section(form, "measures", "Measures");
    measures_before(form);
    measures_after(form);
    person(form, "Patients told", "yes, about to, or not, and why (GDPR article 34)");
    person(form, "Others told", "other regulators, the police, insurers, professional bodies");
    ico_cyber(form);
    section(form, "contact", "Time and contact");
    late(form);
    contact(form);
}

/* ---- the DSPT -------------------------------------------------------------------------------- */

static void dspt_grading(const struct form *form)
{
    const struct skeleton *skeleton = &form->page->skeleton;
    char text[TEXT_SIZE];

    section(form, "grading", "Grading");
    proposed(form, "Likelihood", skeleton_likelihood(skeleton->likelihood));
    known(form, "", skeleton->likelihood_why);
    proposed(form, "Severity", skeleton_severity(skeleton->severity));
    known(form, "", skeleton->severity_why);
    text_format(text, sizeof text, "ICO: %s. Department of Health and Social Care: %s.",
                skeleton->tell_ico ? "yes" : "no", skeleton->tell_dhsc ? "yes" : "no");
    proposed(form, "Told by the tool", text);
    form->writer->grid(form->out, skeleton->likelihood, skeleton->severity);
}

static void dspt(const struct form *form)
{
    const struct skeleton *skeleton = &form->page->skeleton;

    section(form, "what", "What happened");
    phase(form, "Local reference");
    person(form, "Organisation code", "the ODS code");
    when_it_happened(form);
    moment(form, "Became aware", form->page->file->report.raised_ms);
    what_happened(form);
    proposed(form, "Near miss", skeleton->is_near_miss ? "yes" : "no");
    proposed(form, "Affected", skeleton_breach(skeleton->breach));
    proposed(form, "Cyber incident", skeleton->is_cyber ? "yes" : "no");
    section(form, "people", "People");
    records_and_subjects(form);
    person(form, "Patients told", "yes, planned, or not, and why");
    person(form, "Care affected", "was anybody's care delayed or changed?");
    dspt_grading(form);
    section(form, "measures", "Measures");
    measures_before(form);
    measures_after(form);
    section(form, "contact", "Time and contact");
    late(form);
    contact(form);
}

/* ---- article 33 ------------------------------------------------------------------------------ */

static void article33(const struct form *form)
{
    const struct skeleton *skeleton = &form->page->skeleton;
    const struct page *page = form->page;
    bool is_high = skeleton->likelihood >= 3 && skeleton->severity >= 3;

    section(form, "clock", "33(1) Within 72 hours");
    when_it_happened(form);
    moment(form, "Seen by the watch", page->file->about.seen_ms);
    moment(form, "Became aware", page->file->report.raised_ms);
    moment(form, "Employer told", page->file->about.delivered_ms);
    moment(form, "Acknowledged", page->file->about.acknowledged_ms);
    late(form);
    section(form, "nature", "33(3)(a) Nature of the breach");
    what_happened(form);
    proposed(form, "Breach of", skeleton_breach(skeleton->breach));
    proposed(form, "Categories of data", "data concerning health (article 9); identifiers of patients");
    records_and_subjects(form);
    section(form, "contact", "33(3)(b) Contact point");
    contact(form);
    section(form, "consequences", "33(3)(c) Likely consequences");
    proposed(form, "Consequences", skeleton->consequences);
    section(form, "measures", "33(3)(d) Measures");
    measures_before(form);
    measures_after(form);
    section(form, "phase", "33(4) Phases");
    phase(form, "This report");
    person(form, "Still to follow", "what is not known yet, and when it will be told");
    section(form, "document", "33(5) Documentation, 34 the people concerned");
    known(form, "Documented", "this case, its versions and decisions are kept in a history that shows any change");
    proposed(form, "High risk (article 34)",
             is_high ? "consider it: harm is graded likely, and more than minor" : "as graded, no");
    person(form, "Patients told", "yes, about to, or not, and why");
}

void page_form(struct page_out *out, const struct page_writer *writer, const struct page *page)
{
    static const struct {
        const char *kind;
        void (*put)(const struct form *form);
    } forms[] = {[FOR_ICO] = {"Report to the ICO", ico},
                 [FOR_DSPT] = {"Report by the DSPT tool", dspt},
                 [FOR_ARTICLE33] = {"Notification under GDPR article 33", article33}};
    const struct form form = {out, writer, page};
    char kind[TEXT_SIZE], state[PHRASE_SIZE], words[PAGE_MOMENT];

    text_format(kind, sizeof kind, "Case %s. %s.", page->file->report.id, page_phase(words, page));
    advice_state(state, sizeof state, &page->file->report);
    state[0] = (char)(state[0] >= 'a' && state[0] <= 'z' ? state[0] - 'a' + 'A' : state[0]);
    writer->begin(out, page, kind, forms[page->reader].kind, state);
    writer->paragraph(out, "No name stands here, and none should be added. What is proposed must be confirmed, and "
                           "what is to be decided answered, by a person, before it is sent.");
    forms[page->reader].put(&form);
}
