import Files

extension Remedy {
  /// What is typed for it: an option with its value, or a verb.
  var optionText: String {
    switch self {
    case .set(let setting, let value): setting.optionName + (value.map { " \($0)" } ?? "")
    case .run(let work): work.verb
    }
  }
}

extension Setting {
  /// The option that sets it.
  fileprivate var optionName: String {
    switch self {
    case .inputFormat: "--from"
    case .sensorSize: "--size"
    case .framePadding: "--frame-padding"
    case .whiteLevel: "--white"
    case .frameRate: "--fps"
    case .readoutRate: "--rate"
    case .columns: "--columns"
    case .topic: "--topic"
    case .timeUnit: "--time-unit"
    case .start: "--start"
    case .end: "--end"
    case .region: "--roi"
    case .filter: "--filter"
    case .crop: "--crop"
    case .fieldCount: "--count"
    case .firstFrame: "--start-frame"
    case .shownFrame: "--frame"
    case .windowDuration: "--window"
    case .windowEvents: "--events"
    case .windowStride: "--stride"
    case .joinedSpans: "--dt"
    case .representation: "--kind"
    case .normalization: "--normalize"
    case .rectification: "--rectify"
    case .rectificationMap: "--rectify-map"
    case .weights: "--weights"
    case .carriedStates: "--carry"
    case .flowBackground: "--over"
    case .model: "--model"
    case .splits: "--splits"
    case .eventEncoding: "--encoding"
    case .iterations: "--iterations"
    case .stopUpdate: "--stop-when"
    case .nextUpdate: "--measure-next"
    case .pictureMean: "--mean"
    case .pictureDeviation: "--deviation"
    case .pictureCoding: "--coding"
    case .calibration: "--calibration"
    case .dataset: "--data"
    case .printedConfiguration: "--print-config"
    case .resumedState: "--resume"
    case .repairedOutput: "--repair"
    case .hotPixelRemoval: "--drop-hot-pixels"
    case .sortingWindow: "--sort-window"
    case .output: "-o"
    case .outputFormat: "--to"
    case .timeOrigin: "--time-origin"
    case .largeOutput: "--allow-large"
    }
  }
}

extension Work {
  /// The words that have it done.
  fileprivate var verb: String {
    switch self {
    case .examine: "saccade doctor"
    case .repair: "saccade doctor --repair"
    case .convert: "saccade convert"
    case .estimateFlow: "saccade flow"
    case .represent: "saccade represent"
    case .listNetworks: "saccade models"
    case .convertClassifier: "saccade convert-model"
    case .trainClassifier: "saccade train classifier"
    case .demonstrate: "saccade demo snn"
    }
  }
}
