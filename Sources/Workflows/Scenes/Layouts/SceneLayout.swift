import Datasets
import Recordings

/// The layouts of the folder of a scene, by the names that users give them: those of published data sets, which readers
/// of these data sets read.
public enum SceneLayout: String, Sendable, CaseIterable, Codable {
  /// As SPIFT and PHM: `test.dat`, `dt=10/motion_vector/0000.flo`.
  case spift
  /// As DSEC: `events/left/events.h5`, `flow/forward/000000.png`.
  case dsec
  /// As MVSEC: `0000_data.hdf5`, `0000_gt.hdf5`.
  case mvsec
  /// One archive, `scene.npz`.
  case npz

  /// What it is, in a line.
  public var title: String {
    switch self {
    case .spift: "test.dat and dt=N/motion_vector/*.flo, as SPIFT and PHM"
    case .dsec: "events/left/events.h5 and flow/forward/*.png, as DSEC"
    case .mvsec: "NAME_data.hdf5 and NAME_gt.hdf5, as MVSEC"
    case .npz: "one scene.npz with spikes, flow and events"
    }
  }

  /// Whether it is one of spiking cameras; the others have events, whether they are asked for or not.
  public var hasSpikes: Bool {
    switch self {
    case .spift, .npz: true
    case .dsec, .mvsec: false
    }
  }

  /// The format of its events; nil where any may be chosen.
  public var eventFormat: EventFormat? {
    switch self {
    case .spift: nil
    case .dsec: .dsec
    case .mvsec: .mvsec
    case .npz: .npz
    }
  }

  /// Whether its flow goes over one interval only.
  public var hasOneInterval: Bool {
    switch self {
    case .spift, .npz: false
    case .dsec, .mvsec: true
    }
  }

  /// The spike frames that its flow goes over where nothing is said: 10 and 20; 100 ms of DSEC; 32 ms of MVSEC, as far
  /// apart as its pictures are.
  public func usualIntervals(rate: Rational) -> [Int] {
    func frames(_ seconds: Double) -> [Int] { [max(1, Int((seconds * rate.doubleValue).rounded()))] }
    return switch self {
    case .spift, .npz: [10, 20]
    case .dsec: frames(0.1)
    case .mvsec: frames(0.032)
    }
  }

  /// When a spike frame is, as flow counts: the middle of its readout for spiking cameras; its beginning in whole
  /// microseconds for event cameras, whose files tell times so.
  func seconds(ofFrame frame: Int, rate: Rational) -> Double {
    hasSpikes ? (Double(frame) + 0.5) / rate.doubleValue : Double(microseconds(ofFrame: frame, rate: rate)) * 1e-6
  }

  /// The beginning of a spike frame in microseconds.
  func microseconds(ofFrame frame: Int, rate: Rational) -> Int64 {
    Int64((Double(frame) / rate.doubleValue * 1e6).rounded())
  }

  /// How many fields of flow over an interval a recording has.
  public func fieldCount(frames: Int, interval: Int) -> Int {
    max(0, (hasSpikes ? frames - 1 : frames) / interval)
  }
}
