/*
 * What the system counts while something is measured: two readings are compared.
 */
#ifndef RLE127_NOISE_COUNTERS_H
#define RLE127_NOISE_COUNTERS_H

struct rle127_noise_counters {
    double wall_seconds;
    unsigned n_cpus;       /* that this process may use and that are counted; 0: none are */
    double busy_seconds;   /* of these, together, whoever ran */
    double stolen_seconds; /* of these: a hypervisor ran something else */
    double own_seconds;    /* of processor time: this process's and that of its dead children */
    double n_throttled;    /* more where a control group's quota was used up */
    double n_too_hot;      /* how often one of these was slowed down because it was hot */
};

/* root stands before the paths of the system's files; "" but for tests. What cannot be read is 0.
 */
void rle127_read_noise_counters(struct rle127_noise_counters *counters, const char *root);

#endif
