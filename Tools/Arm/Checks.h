// What the kernels make of fixed inputs, written on one machine and compared on another.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "CKernels.h"

/// Numbers of a generator that is the same everywhere, in -1 ..< 1.
void draw(float *values, ptrdiff_t count, uint32_t seed);

/// Hands over the results of a check: written, or compared with what was written. Floats may differ by 1e-5 + 1e-4 |b|,
/// because Arm fuses multiplications with additions; bytes may not.
void give_floats(const char *check, const float *values, ptrdiff_t count);
void give_bytes(const char *check, const void *bytes, ptrdiff_t count);

/// The loops of networks: products, transforms, correlation, sampling.
void check_networks(const SaccadeNetworkLoops *loops);

/// The loops of maps of blocks of channels.
void check_blocks(const SaccadeBlockLoops *loops);

/// The loops of networks that correlate all pixels with all, and what goes with them.
void check_volumes(const SaccadeNetworkLoops *loops);

/// The loops of cameras: spikes from intensities, words and lines of events.
void check_cameras(const SaccadeKernelTable *kernels);

/// The loops that turn events into tensors.
void check_events(const SaccadeEventLoops *loops);

/// The loops of contrast maximisation.
void check_contrast(const SaccadeContrastLoops *loops);

/// The loops of spiking layers.
void check_spiking(const SaccadeSpikingLayerLoops *loops);

/// The loops of training.
void check_training(const SaccadeTrainingLoops *loops);
