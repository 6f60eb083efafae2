// The loops of spikes.
#pragma once

#include "Camera.h"
#include "Layers.h"
#include "Sensor.h"

/// Spiking cameras and layers of spiking neurons.
typedef struct SaccadeSpikeLoops {
  SaccadeCameraLoops camera;
  SaccadeSensorLoops sensor;
  SaccadeSpikingLayerLoops layers;
} SaccadeSpikeLoops;
