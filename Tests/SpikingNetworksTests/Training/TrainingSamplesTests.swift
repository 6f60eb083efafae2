import Kernels
import Recordings
import SpikingNetworks
import Tensors
import Testing

@Suite struct TrainingSamplesTests {
  @Test func `Pictures are normalised, moved and flipped`() throws {
    let workers = try Workers(threads: 2)
    let samples = TrainingSamples(
      pictures: [0, 51, 255, 102, 0, 0, 1, 2, 3, 4, 5, 6], shape: [1, 2, 3], labels: [1, 0], classes: 2, mean: [0.2],
      deviation: [0.5])
    func values(_ moves: [SampleMove]) -> [Float] {
      let map = FeatureMap(batch: 2, channels: 1, height: 2, width: 3)
      samples.write([1, 0], moves: moves, into: map, workers: workers)
      return map.tensor.scalars.suffix(6).map { ($0 * 5).rounded() / 5 }
    }
    #expect(values([]) == [-0.4, 0, 1.6, 0.4, -0.4, -0.4])
    #expect(values([SampleMove(), SampleMove(right: 1)]) == [-0.4, -0.4, 0, -0.4, 0.4, -0.4])
    #expect(values([SampleMove(), SampleMove(down: -1, isFlipped: true)]) == [-0.4, -0.4, 0.4, -0.4, -0.4, -0.4])
  }

  @Test func `Events are counted in steps from the first, moved and flipped`() throws {
    let workers = try Workers(threads: 2)
    let events = [
      (100, 0, 1, true), (109, 0, 1, true), (110, 2, 0, false), (129, 1, 1, true), (130, 1, 1, true),
    ].map { Event(timeMicroseconds: Int64($0.0), x: UInt16($0.1), y: UInt16($0.2), isOn: $0.3) }
    let samples = TrainingSamples(
      recordings: [1, 0], size: (2, 3), classes: 2, bins: 3, durationMicroseconds: 10
    ) { EventBatch($0 == 1 ? events : []) }
    #expect(samples.shape == [2, 2, 3] && samples.steps == 3)
    let map = FeatureMap(Tensor(repeating: .nan, shape: [6, 2, 2, 3]))
    samples.write([0, 1], into: map, workers: workers)
    let tensor = map.tensor
    #expect(tensor.scalars.reduce(0, +) == 4)
    #expect(tensor[1, 1, 1, 0] == 2 && tensor[3, 0, 0, 2] == 1 && tensor[5, 1, 1, 1] == 1)
    let used = EventBinning(steps: 3, extent: .microsecondsPerStep(10)).input(
      of: [EventBatch([]), EventBatch(events)], width: 3, height: 2, workers: workers)
    if case .sequence(let counts) = used { #expect(counts.scalars == tensor.scalars) }
    let moved = FeatureMap(Tensor(repeating: .nan, shape: [3, 2, 2, 3]))
    samples.write([1], moves: [SampleMove(right: -1, isFlipped: true)], into: moved, workers: workers)
    #expect(moved.tensor.scalars.reduce(0, +) == 3)
    #expect(moved.tensor[0, 1, 1, 1] == 2 && moved.tensor[2, 1, 1, 0] == 1)
  }

  @Test func `Samples set aside are drawn by the seed and missing from the rest`() {
    let samples = ToySamples.pictures(40)
    let (others, aside) = samples.split(aside: 10, seed: 1)
    #expect(others.count == 30 && aside.count == 10)
    #expect((others.labels + aside.labels).sorted() == samples.labels.sorted())
    #expect(samples.split(aside: 10, seed: 1).aside.labels == aside.labels)
    #expect((2..<6).contains { samples.split(aside: 10, seed: $0).aside.labels != aside.labels })
  }

  @Test func `Moves fill their range evenly and differ between epochs`() {
    let augmentation = Augmentation(largestShift: 2, flips: true)
    let moves = (0..<2000).map { augmentation.move(sample: $0, epoch: 3, seed: 1) }
    for shift in -2...2 {
      #expect((300...500).contains(moves.count { $0.right == shift }))
      #expect((300...500).contains(moves.count { $0.down == shift }))
    }
    #expect((900...1100).contains(moves.count(where: \.isFlipped)))
    #expect(augmentation.move(sample: 1, epoch: 3, seed: 1) == moves[1])
    #expect((0..<2000).contains { augmentation.move(sample: $0, epoch: 4, seed: 1) != moves[$0] })
    #expect(Augmentation().move(sample: 7, epoch: 1, seed: 2) == SampleMove())
  }
}
