import Kernels
import Recordings
import SpikingNetworks
import Tensors
import Testing

/// Pictures and recordings as the input of time steps.
@Suite struct InputCodingTests {
  private let workers: Workers

  init() throws { workers = try Workers(threads: 2) }

  private func sequence(_ input: SpikingInput) -> Tensor<Float> {
    guard case .sequence(let values) = input else { preconditionFailure("The input is constant.") }
    return values
  }

  /// The sum over steps, sample by sample.
  private func totals(_ spikes: Tensor<Float>) -> [Float] {
    let values = spikes.count / spikes.shape[0]
    let all = spikes.scalars
    return (0..<values).map { value in (0..<spikes.shape[0]).reduce(0) { $0 + all[$1 * values + value] } }
  }

  @Test(arguments: [1, 2, 7, 16, 255])
  func `Evenly spread spikes are as many as the rate says`(steps: Int) {
    let rates: [Float] = [0, 0.1, 0.25, 0.5, 0.51, 0.9, 1, 1.5, -1, .nan]
    let spikes = sequence(
      PictureCoding.rate.input(
        of: Tensor(shape: [2, 1, 1, 5], scalars: rates), steps: steps, workers: workers))
    #expect(spikes.shape == [steps, 2, 1, 1, 5])
    let expected = rates.map { ($0.isNaN ? 0 : Double(min(max($0, 0), 1)) * Double(steps) + 0.5).rounded(.down) }
    #expect(totals(spikes).dropLast().map(Double.init) == expected.dropLast())
  }

  @Test func `Drawn spikes have their rate, and depend on seed, sample and step alone`() throws {
    let rates = Tensor<Float>(shape: [2, 1, 3, 3], scalars: (0..<18).map { Float($0 % 9) / 8 })
    let coding = PictureCoding.poisson(seed: 5)
    let spikes = sequence(coding.input(of: rates, steps: 2000, workers: workers))
    for (total, rate) in zip(totals(spikes), rates.scalars) {
      // Four deviations of a binomial share.
      #expect(abs(total / 2000 - rate) <= 4 * (rate * (1 - rate) / 2000).squareRoot())
    }
    let single = try Workers(threads: 1)
    #expect(sequence(coding.input(of: rates, steps: 2000, workers: single)) == spikes)
    let second = Tensor<Float>(shape: [1, 1, 3, 3], scalars: rates.scalars[9...])
    let alone = sequence(coding.input(of: second, steps: 3, numbers: [1], workers: single))
    for step in 0..<3 { #expect(alone.slice(at: step).slice(at: 0) == spikes.slice(at: step).slice(at: 1)) }
    #expect(sequence(PictureCoding.poisson(seed: 6).input(of: rates, steps: 2000, workers: single)) != spikes)
  }

  @Test func `A constant current is the picture itself`() {
    let picture = Tensor<Float>(shape: [1, 1, 2, 2], scalars: [-1, 0, 1, 2])
    guard case .constant(let values) = PictureCoding.constant.input(of: picture, steps: 4, workers: workers) else {
      Issue.record("The input is a sequence.")
      return
    }
    #expect(values == picture)
  }

  @Test func `Coded spikes are brought to the network's mean and deviation`() {
    let pictures = Tensor<Float>(shape: [2, 2, 1, 2], scalars: [0, 1, 0.5, 0.25, 1, 0, 0.75, 0.1])
    let prepared = ClassifierInput.pictures(mean: [0.5, 0.25], deviation: [0.25, 2])
    let steps = 400
    let coded = sequence(
      prepared.input(of: pictures, coding: .poisson(seed: 1), steps: steps, workers: workers))
    #expect(coded.shape == [steps, 2, 2, 1, 2])
    let values = Set(
      (0..<steps).flatMap { step in (0..<2).flatMap { [coded[step, $0, 0, 0, 0], coded[step, $0, 0, 0, 1]] } })
    #expect(values == [-2, 2])
    let expected = prepared.values(of: pictures).scalars
    for (total, value) in zip(totals(coded), expected) {
      // Four deviations of a binomial share, of values that are at most 4 apart.
      #expect(abs(total / Float(steps) - value) <= 4 * 4 * (0.25 / Float(steps)).squareRoot())
    }
    guard case .constant(let constant) = prepared.input(of: pictures, coding: .constant, steps: 3, workers: workers)
    else {
      Issue.record("The input is a sequence.")
      return
    }
    #expect(constant.scalars == expected)
  }

  private let events = EventBatch([
    Event(timeMicroseconds: 1000, x: 0, y: 0, isOn: true), Event(timeMicroseconds: 1049, x: 0, y: 0, isOn: true),
    Event(timeMicroseconds: 1050, x: 1, y: 0, isOn: false), Event(timeMicroseconds: 1099, x: 2, y: 2, isOn: true),
  ])

  @Test func `Steps of equal time share the recording, darker before brighter`() {
    let binning = EventBinning(steps: 2)
    let counts = sequence(binning.input(of: [events, EventBatch()], width: 3, height: 3, workers: workers))
    #expect(counts.shape == [2, 2, 2, 3, 3] && counts.scalars.reduce(0, +) == 4)
    #expect(counts[0, 0, 1, 0, 0] == 2 && counts[1, 0, 0, 0, 1] == 1 && counts[1, 0, 1, 2, 2] == 1)
    #expect(binning.stepMicroseconds(of: events) == 50 && binning.microseconds(afterEachStepOf: events) == [50, 100])
    #expect(binning.stepMicroseconds(of: EventBatch()) == 0)
  }

  @Test func `Steps of a given time leave out what comes later`() throws {
    let binning = try #require(EventBinning(.events(bins: 2, durationMicroseconds: 40)))
    let counts = sequence(binning.input(of: [events], width: 3, height: 3, workers: workers))
    #expect(counts[0, 0, 1, 0, 0] == 1 && counts[1, 0, 1, 0, 0] == 1 && counts[1, 0, 0, 0, 1] == 1)
    #expect(counts.scalars.reduce(0, +) == 3)
    #expect(EventBinning(.mnist) == nil)
  }

  @Test func `Pixels are put together and counts bounded`() {
    let binning = EventBinning(steps: 1, downsampling: 2, largestCount: 1)
    #expect(binning.shape(width: 3, height: 3) == [2, 2, 2])
    let counts = sequence(binning.input(of: [events], width: 3, height: 3, workers: workers))
    #expect(counts.scalars == [1, 0, 0, 0, 1, 0, 0, 1])
  }

  @Test func `Times at the ends of the clock are binned`() {
    let wild = EventBatch([
      Event(timeMicroseconds: .min, x: 0, y: 0, isOn: true), Event(timeMicroseconds: .max, x: 0, y: 0, isOn: true),
    ])
    let counts = sequence(EventBinning(steps: 4).input(of: [wild], width: 1, height: 1, workers: workers))
    #expect(counts.scalars == [0, 1, 0, 0, 0, 0, 0, 1])
  }
}
