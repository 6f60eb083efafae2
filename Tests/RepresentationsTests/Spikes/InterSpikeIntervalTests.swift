import Recordings
import Representations
import Tensors
import Testing

@Suite struct InterSpikeIntervalTests {
  @Test func `The readout that fires belongs to the interval that it ends`() {
    let recording = RandomSpikes.pixel(firing: [2, 5, 6, 10], frames: 13)
    let values = InterSpikeInterval().intervals(of: 0..<13, from: recording).scalars
    #expect(values == [255, 255, 255, 3, 3, 3, 1, 4, 4, 4, 4, 255, 255])
  }

  @Test(arguments: [(1, 1), (7, 9), (130, 2)], [0..<1, 0..<330, 150..<151, 140..<165, 329..<330])
  func `Intervals are those of the plain definition`(size: (Int, Int), range: Range<Int>) throws {
    let recording = RandomSpikes.recording(width: size.0, height: size.1, frames: 330)
    let transform = InterSpikeInterval()
    let window = transform.window(of: range, frameCount: 330)
    let found = transform.intervals(of: range, from: recording[window])
    #expect(found.shape == [range.count, size.1, size.0])
    for y in 0..<size.1 {
      for x in 0..<size.0 {
        let spikes = recording.spikes(x: x, y: y)
        for readout in range {
          var expected = 255
          if let next = spikes.first(where: { $0 >= readout }), let last = spikes.last(where: { $0 < readout }) {
            expected = min(next - last, 255)
          }
          #expect(Int(found[readout - range.lowerBound, y, x]) == expected, "(\(x), \(y)) at \(readout)")
        }
      }
    }
  }

  @Test(arguments: [253, 254, 255, 256, 300])
  func `Long intervals saturate, and the window suffices for them`(interval: Int) {
    let recording = RandomSpikes.pixel(firing: [400, 400 + interval], frames: 1200)
    let transform = InterSpikeInterval()
    for readout in [401, 400 + interval / 2, 400 + interval] {
      let window = transform.window(of: readout..<readout + 1, frameCount: 1200)
      let value = transform.intervals(of: readout..<readout + 1, from: recording[window]).scalars
      #expect(value == [UInt8(min(interval, 255))])
    }
  }
}
