import Kernels
import NeuralNetworks
import OpticalFlow
import Recordings

extension NetworkBench {
  /// A model of flow with drawn parameters: an input in, its flow out.
  func flowRows(_ model: FlowModel) throws -> [Row] {
    let workers = try Workers(threads: options.threads)
    let (height, width) = (size.first, size.second)
    let parameters = model.initialParameters(ParameterInitializer(seed: 5))
    let name = "network \(model.name) \(height)x\(width) batch \(batch)"
    switch model.maker {
    case .spikes(let make):
      let network = try make(parameters)
      let geometry = SpikeGeometry(width: width, height: height)
      let estimator = network.estimator(geometry: geometry, workers: workers)
      let length = network.windowLength
      let spikes = Self.drawnSpikes(geometry, frames: 2 * length)
      let (first, second) = (spikes[0..<length], spikes[length..<2 * length])
      return [
        row(
          name, workspaceBytes: estimator.workspaceByteCount,
          operations: batch * network.operations(height: height, width: width), workers: workers
        ) {
          for _ in 0..<batch {
            estimator.reset()
            _ = estimator.flow(from: first, to: second, interval: 10)
          }
        }
      ]
    case .events(let make):
      let network = try make(parameters)
      let options = FlowEstimatorOptions(splits: splits, iterations: iterations)
      let layout = network.layout(sensorWidth: width, sensorHeight: height)
      func rows<Estimator: EventFlowEstimator>(_ estimator: Estimator) -> [Row] {
        guard let input = estimator.input(of: network.seesWindowBefore ? [drawnWindow, drawnWindow] : [drawnWindow])
        else { return [] }
        return [
          row(
            name + (splits.map { " splits \($0)" } ?? "") + (iterations.map { " x \($0)" } ?? ""),
            workspaceBytes: estimator.workspaceByteCount,
            operations: batch
              * network.operations(height: layout.paddedHeight, width: layout.paddedWidth, options: options),
            workers: workers
          ) { for _ in 0..<batch { _ = estimator.flow(of: input) } }
        ]
      }
      return rows(network.estimator(layout: layout, options: options, spanCount: 1, workers: workers))
    }
  }

  /// 100 ms of events, one a pixel on average, at drawn places.
  private var drawnWindow: EventWindow {
    let count = size.first * size.second
    let draw = ParameterInitializer(seed: 1).uniform("events", shape: [3, count])
    let events = draw.withUnsafeBufferPointer { values in
      func place(_ axis: Int, _ index: Int, below bound: Int) -> Int {
        min(Int((values[axis * count + index] + 1) / 2 * Float(bound)), bound - 1)
      }
      return (0..<count).map { index in
        Event(
          timeMicroseconds: Int64(index) * 100_000 / Int64(count), x: UInt16(place(0, index, below: size.second)),
          y: UInt16(place(1, index, below: size.first)), isOn: values[2 * count + index] > 0)
      }
    }
    return EventWindow(
      index: 0, interval: EventInterval(startMicroseconds: 0, endMicroseconds: 100_000), events: EventBatch(events))
  }

  /// Spikes with a probability of 0.4 a pixel.
  static func drawnSpikes(_ geometry: SpikeGeometry, frames: Int) -> SpikeStream {
    // Drawn frame by frame: all at once they would weigh more than the network's maps.
    SpikeStream(geometry: geometry, frameCount: frames) { bytes in
      for frame in 0..<frames {
        ParameterInitializer(seed: 1).uniform("spikes \(frame)", shape: [geometry.bytesPerFrame, 8])
          .withUnsafeBufferPointer { draw in
            for index in 0..<geometry.bytesPerFrame {
              var byte: UInt8 = 0
              for bit in 0..<8 where draw[8 * index + bit] > 0.2 { byte |= 1 << UInt8(bit) }
              bytes.initializeElement(at: frame * geometry.bytesPerFrame + index, to: byte)
            }
          }
      }
    }
  }
}
