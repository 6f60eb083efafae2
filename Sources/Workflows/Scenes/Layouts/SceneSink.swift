import Recordings
import Simulator
import Tensors

/// The files of a scene in one of the layouts.
///
/// Spikes and events come in the order of time, side by side; fields come by intervals, then in order; pictures in order.
protocol SceneSink: AnyObject {
  /// Begins the spikes; nil where the layout has none.
  func makeSpikes(geometry: SpikeGeometry) throws -> (any SpikeSink)?
  /// Begins the events.
  func makeEvents(size: SensorSize) throws -> any EventSink
  /// Takes the things that the pixels of events saw, in their order.
  func append(eventObjects: [Int32]) throws
  /// Takes a field.
  func append(_ field: SceneField) throws
  /// Takes what pixels see at the end of the last field of an interval.
  func append(lastObjects: Tensor<Int32>, interval: Int, index: Int) throws
  /// Takes linear gray levels at a moment.
  func append(picture: Tensor<UInt8>, at moment: SceneMoment) throws
  /// Completes the files, after spikes and events.
  func finish() throws
}

/// A moment of a scene at which a field of flow begins or ends.
struct SceneMoment: Sendable, Hashable {
  /// Its number, from 0.
  var index: Int
  /// When it is.
  var seconds: Double
  /// The same in whole microseconds.
  var microseconds: Int64 { Int64((seconds * 1e6).rounded()) }
}

/// What is true of the pixels from one moment to another.
struct SceneField {
  /// The spike frames between both.
  var interval: Int
  var first: SceneMoment
  var second: SceneMoment
  /// The flow from the first to the second.
  var flow: FlowField
  /// The rest, where it is wanted: from the first to the second, and back.
  var truth: (forward: SceneTruth, backward: SceneTruth)?

  /// The number of the field, from 0.
  var index: Int { first.index }
}

extension SceneTruth {
  /// What becomes of the point that a pixel sees: 0 it is seen, 1 another thing is before it, 2 it is outside the sensor.
  var occlusion: Tensor<UInt8> {
    isHidden.withUnsafeBufferPointer { hidden in
      leaves.withUnsafeBufferPointer { leaves in
        Tensor(unsafeUninitializedShape: isHidden.shape) { out in
          for index in out.indices { out.initializeElement(at: index, to: leaves[index] != 0 ? 2 : hidden[index]) }
        }
      }
    }
  }
}

/// The things that the pixels of events saw, as a `.npy` of int32 in the order of the events; −1 for nothing.
final class EventObjectFile {
  private let file: NumpyFileWriter<Int32>

  init(path: String) throws { file = try NumpyFileWriter(axesAfterFirst: [], path: path) }

  func append(_ objects: [Int32]) throws { try objects.withUnsafeBufferPointer { try file.append($0) } }

  func finish() throws { try file.finish() }
}
