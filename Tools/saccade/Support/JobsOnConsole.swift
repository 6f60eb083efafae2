import Files
import Synchronization
import Workflows

/// Tells on the terminal how a job goes, in the words of the command line.
final class ConsoleObserver: JobObserver {
  private let isResumable = Atomic(false)

  func progress(total: Int?, unit: String) -> any JobProgress { Progress(total: total, unit: unit) }
  func note(_ message: Message) { Console.note(text(message)) }
  func detail(_ message: Message) { Console.detail(text(message)) }

  func warn(_ warning: JobWarning) throws {
    try Console.warn(kind: warning.kind, path: warning.path, text(warning.message))
  }

  func canBeResumed() {
    isResumable.store(true, ordering: .relaxed)
    Interruption.endFollowingFirst()
  }

  func checkCancellation() throws {
    if isResumable.load(ordering: .relaxed), Interruption.followingIsOver { throw CancellationError() }
  }

  func name(of remedy: Remedy) -> String { remedy.optionText }
}

extension Progress: JobProgress {}

extension Job {
  /// Does the work while the terminal tells how it goes. An interruption ends the program, and no half-written output stays;
  /// of a job that can be resumed it keeps what is complete.
  func runOnConsole() throws -> Summary {
    try OutputGuard.throwObstacle()
    return try run(observer: ConsoleObserver())
  }
}

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
    case .timestamps: "--timestamps"
    case .readoutRate: "--rate"
    case .interpolation: "--interpolate"
    case .upsampling: "--upsample"
    case .columns: "--columns"
    case .topic: "--topic"
    case .timeUnit: "--time-unit"
    case .strictness: "--strict"
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
    case .passes: "--passes"
    case .stopUpdate: "--stop-when"
    case .nextUpdate: "--measure-next"
    case .warmStart: "--warm-start"
    case .everySpan: "--every-span"
    case .tiles: "--tiles"
    case .scales: "--scales"
    case .variationWeight: "--tv"
    case .mostEvents: "--max-events"
    case .layers: "--layers"
    case .flowProtocol: "--protocol"
    case .sequences: "--scenes"
    case .windowList: "--times"
    case .windowPictures: "--frames"
    case .eventMask: "--events-mask"
    case .zeroTruth: "--nonzero"
    case .submission: "--submission"
    case .pictureMean: "--mean"
    case .pictureDeviation: "--deviation"
    case .pictureCoding: "--coding"
    case .calibration: "--calibration"
    case .architecture: "--architecture"
    case .seed: "--seed"
    case .dataset: "--data"
    case .printedConfiguration: "--print-config"
    case .resumedState: "--resume"
    case .repairedOutput: "--repair"
    case .hotPixelRemoval: "--drop-hot-pixels"
    case .sortingWindow: "--sort-window"
    case .grayLevels: "--levels"
    case .lightContrast: "--contrast"
    case .lightPeriod: "--period"
    case .output: "-o"
    case .outputFormat: "--to"
    case .compression: "--compression"
    case .timeOrigin: "--time-origin"
    case .largeOutput: "--allow-large"
    case .overwriting: "--force"
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
    case .trainFlow: "saccade train flow"
    case .trainReconstruction: "saccade train reconstruction"
    case .demonstrate: "saccade demo snn"
    case .calibrate: "saccade calibrate"
    case .simulate: "saccade simulate"
    case .render: "saccade render"
    case .reconstruct: "saccade reconstruct"
    case .evaluateClassifier: "saccade evaluate classifier"
    case .inform: "saccade info"
    }
  }
}
