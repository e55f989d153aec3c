/*
 * Settings of sections.
 */
#include "experiment_settings.h"

void rle127_add_set_settings(struct rle127_section *section,
                             const struct rle127_experiment *experiment)
{
    const struct rle127_image_set *const images = experiment->images;
    struct rle127_facts *const facts = &section->settings;
    rle127_add_text_fact(facts, "directory", images->is_drawn ? "drawn" : images->directory);
    if (images->is_drawn) {
        rle127_add_text_fact(facts, "kind", rle127_drawn_kind_name(images->drawing.kind));
        rle127_add_fact(facts, "width", images->drawing.width);
        rle127_add_fact(facts, "height", images->drawing.height);
    }
    rle127_add_fact(facts, "images", (double)images->n_images);
    rle127_add_fact(facts, "files_bytes", images->file_bytes);
    rle127_add_fact(facts, "bitmaps_bytes", images->packed_bytes);
    rle127_add_run_settings(section, experiment);
}

void rle127_add_run_settings(struct rle127_section *section,
                             const struct rle127_experiment *experiment)
{
    const struct rle127_patience *const patience = &experiment->options->patience;
    struct rle127_facts *const facts = &section->settings;
    rle127_add_fact(facts, "runs", patience->n_runs);
    if (patience->seconds > 0) /* else there are so many runs exactly */
        rle127_add_fact(facts, "least_time_seconds", patience->seconds);
    rle127_add_text_fact(facts, "file_system", experiment->workspace->file_system);
}
