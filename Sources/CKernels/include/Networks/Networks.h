// The loops of networks.
#pragma once

#include "Blocks.h"
#include "Correlation.h"
#include "Gates.h"
#include "Products.h"
#include "Resizing.h"
#include "Rows.h"
#include "Volume.h"
#include "Warp.h"
#include "Winograd.h"
#include "WinogradLines.h"

/// What the layers of networks compute.
typedef struct SaccadeNetworkLoops {
  /// Element by element.
  SaccadeRowLoops rows;
  /// Products of matrices and convolutions.
  SaccadeProductLoops products;
  /// Winograd's transforms for tiles of 2 x 2, 4 x 4 and 6 x 6 outputs.
  SaccadeWinograd winograd2;
  SaccadeWinograd winograd4;
  SaccadeWinograd winograd6;
  /// Winograd's transforms along one axis.
  SaccadeWinogradLines lines;
  /// Correlations of all pixels with all.
  SaccadeVolumeLoops volume;
  /// Local correlations of two maps.
  SaccadeCorrelationLoops correlation;
  /// Bilinear warps.
  SaccadeWarpLoops warp;
  /// Enlarging maps.
  SaccadeResizingLoops resizing;
  /// Smooth functions and gated recurrent units.
  SaccadeGateLoops gates;
  /// Maps of blocks of channels, and convolutions of few channels on them.
  SaccadeBlockLoops blocks;
} SaccadeNetworkLoops;
