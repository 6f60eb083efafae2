/// What a caller can do about a problem, in no command line's words: a program says it by the names of its options and
/// verbs, a window by those of its buttons.
public enum Remedy: Sendable, Hashable, Codable {
  /// To set something, to a value where one is meant.
  case set(Setting, to: String? = nil)
  /// To let a work be done.
  case run(Work)
}

/// What a caller can set for a job, by its meaning.
public enum Setting: String, Sendable, Hashable, CaseIterable, Codable {
  // What the input is.
  case inputFormat, sensorSize, framePadding, whiteLevel, frameRate, timestamps, readoutRate, columns, topic, timeUnit
  case interpolation, upsampling
  case strictness
  // Which part of it is taken.
  case start, end, region, filter, crop, fieldCount, firstFrame, shownFrame
  // How it is cut into windows.
  case windowDuration, windowEvents, windowStride, joinedSpans
  // What is made of it, and with what.
  case representation, normalization, rectification, rectificationMap, weights, carriedStates, flowBackground
  // The network that is run, and how.
  case model, splits, eventEncoding, iterations, passes, stopUpdate, nextUpdate, warmStart, everySpan
  case tiles, scales, variationWeight, mostEvents, layers
  // How flow is compared with the truth.
  case flowProtocol, sequences, windowList, windowPictures, eventMask, zeroTruth, submission
  // What a classifier is given, trained on and converted with.
  case pictureMean, pictureDeviation, pictureCoding, calibration, architecture, seed, dataset, printedConfiguration
  case resumedState
  // How it is repaired.
  case repairedOutput, hotPixelRemoval, sortingWindow
  // What is known of a recording that a camera is calibrated with.
  case grayLevels, lightContrast, lightPeriod
  // Where it goes.
  case output, outputFormat, compression, timeOrigin, largeOutput, overwriting
}

/// Works of the package that a remedy may point to.
public enum Work: String, Sendable, Hashable, CaseIterable, Codable {
  case examine, repair, convert, estimateFlow, represent, listNetworks, convertClassifier, trainClassifier, trainFlow
  case trainReconstruction
  case demonstrate, calibrate, simulate, render, reconstruct, evaluateClassifier, inform
}
