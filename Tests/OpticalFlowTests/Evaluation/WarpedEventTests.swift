import OpticalFlow
import Recordings
import Tensors
import Testing

@Suite struct WarpedEventTests {
  private static func batch(_ t: [Int64], _ x: [UInt16], _ y: [UInt16], _ p: [UInt8]) -> EventBatch {
    EventBatch(t.indices.map { Event(timeMicroseconds: t[$0], x: x[$0], y: y[$0], isOn: p[$0] != 0) })
  }

  @Test(arguments: [(EventSplat.bilinear, 0), (EventSplat.nearest, 1)], [1, 700, 3000])
  func `Both measures agree with their statement in NumPy, in batches of any size`(
    splat: (EventSplat, Int), batchSize: Int
  ) throws {
    let fixture = try Fixture.archive("warping.npz")
    let t = try fixture.int64("t").scalars
    let x = try fixture.tensor("x", of: UInt16.self).scalars
    let y = try fixture.tensor("y", of: UInt16.self).scalars
    let p = try fixture.tensor("p", of: UInt8.self).scalars
    let window = try fixture.int64("window").scalars
    var warped = WarpedEvents(flow: try fixture.float32("flow"), window: window[0]..<window[1], splat: splat.0)
    for start in stride(from: 0, to: t.count, by: batchSize) {
      let part = start..<min(t.count, start + batchSize)
      warped.add(Self.batch(Array(t[part]), Array(x[part]), Array(y[part]), Array(p[part])))
    }
    #expect(warped.eventCount == t.count)
    let expected = try fixture.tensor("expected", of: Double.self).slice(at: splat.1).scalars
    for (value, number) in zip([warped.flowWarpLoss, warped.averagedTimestampRatio], expected) {
      #expect(((value ?? .nan) - number).magnitude <= 1e-9 * number)
    }
    // The drawn flow is nearly that of the events.
    #expect(expected[0] > 2 && expected[1] < 1)
  }

  @Test(arguments: EventSplat.allCases)
  func `A flow of zero changes nothing, and what lies outside of the window or the picture does not count`(
    splat: EventSplat
  ) {
    var warped = WarpedEvents(flow: Tensor(zeros: [2, 4, 5]), window: 100..<200, splat: splat)
    #expect(warped.flowWarpLoss == nil && warped.averagedTimestampRatio == nil)
    warped.add(
      Self.batch([99, 100, 150, 199, 200, 150], [0, 1, 2, 4, 4, 5], [0, 1, 3, 3, 3, 0], [0, 1, 0, 1, 1, 1]))
    #expect(warped.eventCount == 3)
    #expect(warped.flowWarpLoss == 1 && warped.averagedTimestampRatio == 1)
    #expect(warped.movedImage == warped.stillImage && warped.stillImage.scalars.reduce(0, +) == 3)
  }

  @Test func `Events move to the end of the window, and lose what falls outside`() {
    var warped = WarpedEvents(flow: Tensor(repeating: 2, shape: [2, 4, 5]), window: 0..<100)
    warped.add(Self.batch([0, 75, 0], [1, 2, 4], [0, 0, 3], [1, 0, 1]))
    let image = warped.movedImage
    // The first goes to (3, 2), the second to (2.5, 0.5), the third out of the picture.
    #expect(image[2, 3] == 1 && image[0, 2] == 0.25 && image[1, 3] == 0.25)
    #expect(image.scalars.reduce(0, +) == 2)
  }

  @Test func `Events where the flow is not finite stay put`() {
    var flow = Tensor<Float>(repeating: 3, shape: [2, 2, 5])
    flow[0, 0, 1] = .nan
    var warped = WarpedEvents(flow: flow, window: 0..<10)
    warped.add(Self.batch([0], [1], [0], [1]))
    #expect(warped.movedImage[0, 1] == 1)
  }
}
