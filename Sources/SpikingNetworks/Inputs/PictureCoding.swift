import Kernels
import Runtime
import Tensors

/// How a picture becomes the input of time steps.
public enum PictureCoding: Sendable, Hashable {
  /// The values themselves, the same in every step: a constant current.
  case constant
  /// Spikes of 1 at a rate of the value, spread evenly: of T steps `⌊T·v + 1/2⌋` have one.
  case rate
  /// Spikes of 1 drawn in each step with the value as their probability (Bernoulli, the discrete Poisson process).
  case poisson(seed: UInt64)

  /// Codes pictures.
  ///
  /// Values below 0 never spike and those above 1 always do. A sample's spikes depend on its number, not on what is
  /// coded with it or on the number of threads.
  ///
  /// - Parameters:
  ///   - pictures: `[samples, channels, rows, columns]`; for spikes the values are rates, 0…1.
  ///   - steps: The number of steps, of which `constant` takes no notice.
  ///   - numbers: Each sample's number in its data set, by which spikes are drawn; nil counts from 0.
  /// - Returns: The pictures, or spikes `[steps, samples, channels, rows, columns]`.
  public func input(
    of pictures: Tensor<Float>, steps: Int, numbers: [Int]? = nil, workers: Workers
  ) -> SpikingInput {
    precondition(
      pictures.rank == 4, "Pictures have the shape [samples, channels, rows, columns], not \(pictures.shape).")
    precondition(steps > 0, "A picture is shown for a step or more, not \(steps).")
    if case .constant = self { return .constant(pictures) }
    let samples = pictures.shape[0]
    precondition(numbers.map { $0.count == samples } ?? true, "Each of \(samples) samples has a number.")
    let values = pictures.count / max(samples, 1)
    return .sequence(
      pictures.withUnsafeBufferPointer { source in
        Tensor(unsafeUninitializedShape: [steps] + pictures.shape) { target in
          // Items write parts of their own.
          nonisolated(unsafe) let target = target
          workers.forEach(steps * samples) { item in
            let (step, sample) = (item / samples, item % samples)
            let rates = UnsafeBufferPointer(rebasing: source[sample * values..<(sample + 1) * values])
            let spikes = UnsafeMutableBufferPointer(rebasing: target[item * values..<(item + 1) * values])
            switch self {
            case .poisson(let seed):
              Self.draw(rates, seed, sample: numbers?[sample] ?? sample, step: step, into: spikes)
            case .constant, .rate: Self.spread(rates, step: step, into: spikes)
            }
          }
        }
      })
  }

  private static func spread(
    _ rates: UnsafeBufferPointer<Float>, step: Int, into spikes: UnsafeMutableBufferPointer<Float>
  ) {
    for index in rates.indices {
      let rate = Double(min(max(rates[index], 0), 1))
      let (before, behind) = (
        (rate * Double(step) + 0.5).rounded(.down), (rate * Double(step + 1) + 0.5).rounded(.down)
      )
      spikes.initializeElement(at: index, to: behind > before ? 1 : 0)
    }
  }

  private static func draw(
    _ rates: UnsafeBufferPointer<Float>, _ seed: UInt64, sample: Int, step: Int,
    into spikes: UnsafeMutableBufferPointer<Float>
  ) {
    let random = CounterRandom(seed: seed)
    let range = 4_294_967_296.0
    for start in stride(from: 0, to: rates.count, by: 4) {
      let words = random.words(for: .rateCoding, frame: sample << 32 | step, pixel: start / 4)
      for index in start..<min(start + 4, rates.count) {
        spikes.initializeElement(at: index, to: Double(words[index - start]) < Double(rates[index]) * range ? 1 : 0)
      }
    }
  }
}
