// The inner loops that need instructions chosen at run time. No allocation, no threads, no input or output.
//
// Loops take what they work on by position where that is short, and a job, a struct with named parts, where it is not.
// Lengths and distances are counted in values, not in bytes.
#pragma once

#include "Contrast/Contrast.h"
#include "Events/Events.h"
#include "Networks/Networks.h"
#include "Pictures/Pictures.h"
#include "Scenes/Scenes.h"
#include "Spikes/Spikes.h"
#include "Text/Text.h"
#include "Training/Training.h"
#include "Words/Words.h"

/// The instruction sets for which every loop is compiled, weakest first.
typedef enum SaccadeInstructionSet {
  SACCADE_PORTABLE = 0,
  SACCADE_AVX2 = 1,
  SACCADE_AVX512 = 2,
} SaccadeInstructionSet;

/// One body of every loop, by subject.
typedef struct SaccadeKernelTable {
  /// What the layers of networks compute.
  SaccadeNetworkLoops networks;
  /// What training adds to it.
  SaccadeTrainingLoops training;
  /// Spiking cameras and layers of spiking neurons.
  SaccadeSpikeLoops spikes;
  /// Tensors of events.
  SaccadeEventLoops events;
  /// Contrast maximisation.
  SaccadeContrastLoops contrast;
  /// Pictures that are compared.
  SaccadePictureLoops pictures;
  /// Scenes that are rendered.
  SaccadeSceneLoops scenes;
  /// Words of event cameras.
  SaccadeWordLoops words;
  /// Lines of text.
  SaccadeTextLoops text;
} SaccadeKernelTable;

/// The loops compiled for one instruction set, or NULL where this processor lacks it.
const SaccadeKernelTable *saccade_kernel_table(SaccadeInstructionSet set);
