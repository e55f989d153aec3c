/*
 * How far the measurements of a document scatter.
 */
#include "noise.h"

/* Of the median: the width of its interval from which on two measurements that differ by a tenth
 * can hardly be told from each other. */
#define WIDE 0.1

struct spread {
    size_t n_measurements, n_wide, n_short;
    double widest;
    const struct rle127_section *widest_section;
    const struct rle127_measurement *widest_measurement;
};

static void count(struct spread *spread, const struct rle127_section *section,
                  const struct rle127_measurement *measurement)
{
    const struct rle127_summary *const seconds = &measurement->seconds;
    if (seconds->n_samples == 0 || seconds->median <= 0)
        return;
    spread->n_measurements++;
    if (seconds->n_samples < RLE127_INTERVAL_SAMPLES) {
        spread->n_short++;
        return;
    }
    const double width = (seconds->high - seconds->low) / seconds->median;
    spread->n_wide += width > WIDE;
    if (width <= spread->widest)
        return;
    spread->widest = width;
    spread->widest_section = section;
    spread->widest_measurement = measurement;
}

void rle127_note_spread(struct rle127_document *document)
{
    struct spread spread = {0};
    for (size_t i = 0; i < document->n_sections; i++)
        for (size_t j = 0; j < document->sections[i]->n_measurements; j++)
            count(&spread, document->sections[i], document->sections[i]->measurements[j]);
    if (spread.n_wide)
        rle127_document_note(document,
                             "Of %zu measurements %zu scatter: the 95 %% interval of their median "
                             "is wider than %.0f %% of it. The widest is that of \"%s\" in "
                             "\"%s\" with %.0f %%.",
                             spread.n_measurements, spread.n_wide, 100 * WIDE,
                             spread.widest_measurement->name, spread.widest_section->kind,
                             100 * spread.widest);
    if (spread.n_short)
        rle127_document_note(document,
                             "Measurements with fewer than %d samples: %zu of %zu. Their interval "
                             "goes from the shortest to the longest, and says less than 95 %%.",
                             RLE127_INTERVAL_SAMPLES, spread.n_short, spread.n_measurements);
}
