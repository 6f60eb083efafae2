// The loops of spikes.
#pragma once

#include "Camera.h"
#include "Layers.h"

/// Spiking cameras and layers of spiking neurons.
typedef struct SaccadeSpikeLoops {
  SaccadeCameraLoops camera;
  SaccadeSpikingLayerLoops layers;
} SaccadeSpikeLoops;
