import Datasets
import Recordings

/// Which windows of a recording become pictures, and how fast they are played.
///
/// Without a word of the user a still picture shows a window that holds the middle one of all events, and a video runs in
/// real time; a recording that would be over at once is slowed down so that there is something to see. How long windows
/// are does not change how fast a video runs.
struct EventPicturePlan {
  /// What the user asked for.
  struct Wishes {
    /// The windows, where the user named them with what lies between their starts.
    var windowing: EventWindowing?
    /// Their duration alone, in microseconds.
    var window: Int64?
    /// The duration of windows where the user did not, in microseconds.
    var usualWindow: Int64
    /// The same in slow motion.
    var slowWindow: Int64
    /// The part of a short recording that a window of a video spans at most.
    var shareOfRecording: Int64 = 12
    /// Whether windows follow each other without overlap, because pictures remember what was before.
    var picturesRemember = false
    var framesPerSecond: Double
    /// How fast a video runs, 1 in real time; nil to choose.
    var speed: Double?
    /// The number of the one window to show.
    var frame: Int?
    var isStill: Bool
  }

  /// The windows.
  private(set) var windowing: EventWindowing
  /// The part of the recording that is read.
  private(set) var selection: TimeSelection
  /// The number of the window that a still picture shows.
  private(set) var frame: Int?
  /// How fast a video runs, 1 in real time; nil where windows are cut by count.
  private(set) var speed: Double?
  /// The number of pictures, where it is known.
  private(set) var pictureCount: Int?

  /// Moves events to the nearest pixels of the rectified picture.
  private let rectification: RectificationMap?
  private let log: JobLog

  /// The shortest video that is not slowed down, and what shorter ones become.
  private static let fewestPictures = 60

  /// Where the first window starts, where that is listed.
  var startMicroseconds: Int64? {
    if case .intervals(let list) = windowing { list.first?.startMicroseconds } else { nil }
  }

  /// Makes a plan; reads the recording once where that is needed to choose and can be done.
  init(
    _ wishes: Wishes, _ recording: inout EventRecording, selection: TimeSelection, rectification: RectificationMap?,
    log: JobLog
  ) throws {
    (self.selection, self.rectification, self.log) = (selection, rectification, log)
    frame = wishes.frame
    if wishes.isStill {
      windowing = wishes.windowing ?? .back(wishes.window ?? wishes.usualWindow)
      pictureCount = 1
      try chooseStill(wishes, &recording)
    } else {
      windowing = .whole
      try chooseVideo(wishes, &recording)
    }
  }

  /// Every window that has a start of its own is found by it; the others are counted.
  private mutating func chooseStill(_ wishes: Wishes, _ recording: inout EventRecording) throws {
    if frame != nil { return }
    frame = 0
    guard selection.start == nil, !recording.isReadOnce else { return }
    switch windowing {
    case .time(let duration, _):
      let scan = try scan(&recording, binMicroseconds: duration)
      guard let window = scan.middleWindow else { return }
      if wishes.windowing == nil && wishes.window == nil && scan.durationMicroseconds < duration {
        windowing = .back(scan.durationMicroseconds + 1)
        return
      }
      selection = TimeSelection(start: .at(window.startMicroseconds), end: .at(window.endMicroseconds))
    case .count(let events, let stride):
      let scan = try scan(&recording, binMicroseconds: .max)
      frame = max(scan.count - events, 0) / 2 / stride
    case .intervals(let list): frame = list.count / 2
    case .whole: break
    }
  }

  private mutating func chooseVideo(_ wishes: Wishes, _ recording: inout EventRecording) throws {
    if let named = wishes.windowing {
      windowing = named
      if case .time(let duration, let stride) = named {
        let rate = Double(stride) * wishes.framesPerSecond / 1e6
        speed = rate
        if let wish = wishes.speed {
          speed = wish
          windowing = .time(
            durationMicroseconds: duration, strideMicroseconds: Self.stride(wish, wishes.framesPerSecond))
        }
      }
      return
    }
    let duration =
      recording.isReadOnce
      ? nil : try scan(&recording, binMicroseconds: .max).durationMicroseconds
    let realTime = Self.stride(1, wishes.framesPerSecond)
    var stride = wishes.speed.map { Self.stride($0, wishes.framesPerSecond) } ?? realTime
    if let duration, wishes.speed == nil, duration / realTime < Int64(Self.fewestPictures) {
      stride = min(max(duration / Int64(Self.fewestPictures), 1), realTime)
    }
    speed = Double(stride) * wishes.framesPerSecond / 1e6
    let window = window(for: stride, realTime: realTime, duration: duration, wishes)
    windowing = .time(durationMicroseconds: window, strideMicroseconds: stride)
    if let duration { pictureCount = Int(clamping: max(duration - window, 0) / stride + 1) }
  }

  /// In slow motion windows overlap: as short as makes edges sharp, but long enough to hold events.
  private func window(for stride: Int64, realTime: Int64, duration: Int64?, _ wishes: Wishes) -> Int64 {
    if wishes.picturesRemember { return stride }
    if let window = wishes.window { return window }
    if stride >= wishes.usualWindow { return stride }
    let usual = stride >= realTime ? wishes.usualWindow : wishes.slowWindow
    let part = max((duration ?? .max) / wishes.shareOfRecording, 1)
    return max(stride, min(usual, part))
  }

  private func scan(_ recording: inout EventRecording, binMicroseconds: Int64) throws -> EventScan {
    try EventScan(
      recording.open(selection, rectification: rectification, observer: log), binMicroseconds: binMicroseconds,
      observer: log)
  }

  private static func stride(_ speed: Double, _ framesPerSecond: Double) -> Int64 {
    max(Int64((speed / framesPerSecond * 1e6).rounded()), 1)
  }
}

extension EventWindowing {
  /// Windows of one duration, each from where the one before ends.
  static func back(_ duration: Int64) -> EventWindowing {
    .time(durationMicroseconds: duration, strideMicroseconds: duration)
  }
}
