/*
 * Measurements, and finding them again.
 */
#include "io_results.h"

const struct rle127_io_subject *rle127_find_io_subject(const struct rle127_io_contest *contest,
                                                       enum rle127_io_way way, bool has_clock)
{
    for (size_t i = 0; i < contest->n_subjects; i++) {
        const struct rle127_io_subject *const s = &contest->subjects[i];
        if (s->way == way && !!s->clock == has_clock && !s->input->is_single && !s->is_durable)
            return s;
    }
    return NULL;
}

const struct rle127_io_subject *rle127_find_io_twin(const struct rle127_io_contest *contest,
                                                    const struct rle127_io_subject *s)
{
    for (size_t i = 0; i < contest->n_subjects; i++) {
        const struct rle127_io_subject *const other = &contest->subjects[i];
        if (s->clock && !other->clock && other->way == s->way && other->input == s->input &&
            other->is_durable == s->is_durable)
            return other;
    }
    return NULL;
}

static void add_share_facts(struct rle127_facts *facts, const struct rle127_io_subject *s)
{
    static const char *const names[RLE127_TIME_PARTS] = {"share_coding",
                                                         "share_reading",
                                                         "share_writing",
                                                         "share_files",
                                                         "share_pool",
                                                         "share_decoder",
                                                         "share_waiting_for_disk",
                                                         "share_blocked",
                                                         "share_waiting_otherwise"};
    for (int part = 0; part < RLE127_TIME_PARTS; part++)
        rle127_add_fact(facts, names[part], rle127_find_io_part(s, part).mean);
    rle127_add_fact(facts, "opener_share", s->shares[s->n_shares - 1].opener);
    rle127_add_fact(facts, "file_workers", s->shares[s->n_shares - 1].n_workers);
    rle127_add_fact(facts, "counted_calls", s->shares[s->n_shares - 1].n_calls);
}

static void add_facts(const struct rle127_io_subject *s)
{
    struct rle127_facts *const facts = &s->measurement->facts;
    rle127_add_text_fact(facts, "direction", rle127_direction_name(s->input->direction));
    rle127_add_text_fact(facts, "cache", rle127_io_cache_name(s));
    rle127_add_text_fact(facts, "input", rle127_io_input_name(s));
    rle127_add_text_fact(facts, "by", rle127_io_way_name(s->way));
    rle127_add_text_fact(facts, "durable", s->is_durable ? "batch" : "no");
    rle127_add_text_fact(facts, "clock", s->clock ? "on" : "off");
    if (s->n_shares)
        add_share_facts(facts, s);
}

/* What a run had to say, such as that there are fewer workers than asked for. */
static void add_note(struct rle127_section *section, const struct rle127_io_subject *s)
{
    if (*s->engine.findings.note)
        rle127_section_note(section, "%s: %s.", s->name, s->engine.findings.note);
}

static void add_measurement(struct rle127_section *section, struct rle127_io_contest *contest,
                            size_t index)
{
    struct rle127_io_subject *const s = &contest->subjects[index];
    const struct rle127_contender *const contender = &contest->contenders[index];
    const struct rle127_io_subject *const twin = rle127_find_io_twin(contest, s);
    s->measurement =
        rle127_add_measurement(section, s->name, contender->samples, contender->n_samples, true);
    add_facts(s);
    add_note(section, s);
    if (twin && twin->measurement->seconds.min > 0)
        rle127_add_fact(&s->measurement->facts, "times_without_clock",
                        s->measurement->seconds.min / twin->measurement->seconds.min);
}

static bool find_decoder(const struct rle127_io_results *results)
{
    for (size_t i = 0; i < RLE127_IO_CONTESTS; i++)
        for (size_t j = 0; j < results->contests[i].n_subjects; j++)
            if (rle127_find_io_part(&results->contests[i].subjects[j], RLE127_TIME_DECODER).mean >
                0)
                return true;
    return false;
}

/* Twins without the clock come first. */
void rle127_add_io_measurements(struct rle127_section *section, struct rle127_io_results *results)
{
    for (size_t i = 0; i < RLE127_IO_CONTESTS; i++)
        for (size_t j = 0; j < results->contests[i].n_subjects; j++)
            add_measurement(section, &results->contests[i], j);
    results->has_decoder = find_decoder(results);
}
