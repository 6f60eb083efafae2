import Recordings
import Tensors
import Testing

@Suite struct PackedBitsTests {
  static let sizes = [(1, 1), (3, 3), (7, 5), (8, 8), (9, 2), (16, 3), (57, 4), (63, 3), (64, 2), (65, 7), (400, 5)]

  @Test(arguments: sizes)
  func `Packing and unpacking are each other's inverse`(width: Int, height: Int) throws {
    let frames = pattern([5, height, width])
    let stream = try #require(SpikeStream(packing: frames))
    #expect(stream.unpacked() == frames)
    #expect(stream.unpackedFloats() == frames.map { Float($0) })
    #expect(stream[2..<4].unpackedFloats() == frames.map { Float($0) }.sliced(2..<4))
    #expect(stream.spikeCount == frames.scalars.count { $0 == 1 })
    for frame in 0..<5 {
      #expect(stream.unpackedFrame(frame) == frames.slice(at: frame))
      for y in 0..<height {
        for x in 0..<width where stream.isSpike(frame: frame, x: x, y: y) != (frames[frame, y, x] == 1) {
          Issue.record("pixel (\(x), \(y)) of frame \(frame)")
        }
      }
    }
  }

  @Test(arguments: sizes)
  func `A frame turned upside down twice is itself`(width: Int, height: Int) throws {
    let frames = pattern([3, height, width])
    let stream = try #require(SpikeStream(packing: frames))
    let flipped = stream.flippedVertically()
    for frame in 0..<3 {
      for y in 0..<height {
        for x in 0..<width where flipped.isSpike(frame: frame, x: x, y: height - 1 - y) != (frames[frame, y, x] == 1) {
          Issue.record("pixel (\(x), \(y)) of frame \(frame)")
        }
      }
    }
    #expect(flipped.flippedVertically().unpacked() == frames)
    #expect(flipped.spikeCount == stream.spikeCount)
  }

  @Test func `Bits are copied from any bit on, and the last byte is filled up with zeros`() {
    let source = (0..<40).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 11) }
    func bit(_ index: Int) -> UInt8 { source[index / 8] >> UInt8(index % 8) & 1 }
    for start in [0, 1, 7, 8, 9, 63, 100] {
      for count in [0, 1, 7, 8, 9, 55, 56, 57, 64, 113, 220] {
        var target = [UInt8](repeating: 0xff, count: (count + 7) / 8)
        source.withUnsafeBytes { source in
          target.withUnsafeMutableBytes { PackedBits.copy(source, fromBit: start, bitCount: count, to: $0) }
        }
        let wrong = (0..<target.count * 8).filter { index in
          target[index / 8] >> UInt8(index % 8) & 1 != (index < count ? bit(start + index) : 0)
        }
        #expect(wrong.isEmpty, "\(count) bits from \(start)")
      }
    }
  }

  @Test(arguments: [0, 5, 8, 20])
  func `A value that is neither 0 nor 1 is found`(place: Int) {
    var values = [UInt8](repeating: 1, count: 21)
    values[place] = 2
    var target = [UInt8](repeating: 0, count: 3)
    let found = values.withUnsafeBufferPointer { source in
      target.withUnsafeMutableBytes { PackedBits.pack(source, to: $0) }
    }
    #expect(found == place)
    #expect(SpikeStream(packing: Tensor(shape: [1, 3, 7], scalars: values)) == nil)
  }
}

@Suite struct SpikeStreamTests {
  @Test func `A window shares the memory of its recording and knows its place`() throws {
    let stream = try #require(SpikeStream(packing: pattern([10, 4, 5]), firstFrame: 100))
    let window = stream[3..<7]
    #expect(window.firstFrame == 103)
    #expect(window[1..<2].firstFrame == 104)
    #expect(window[1..<2].unpackedFrame(0) == stream.unpackedFrame(4))
    let shared = stream.withUnsafeBytes { whole in
      window.withUnsafeBytes { part in part.baseAddress == whole.baseAddress.map { $0 + 3 * 3 } }
    }
    #expect(shared)
  }

  @Test func `Blocks cover a range in order`() throws {
    let stream = try #require(SpikeStream(packing: pattern([10, 4, 5])))
    var seen: [Range<Int>] = []
    try stream.forEachBlock(of: 1..<9, blockFrames: 3) { seen.append($0.firstFrame..<$0.firstFrame + $0.frameCount) }
    #expect(seen == [1..<4, 4..<7, 7..<9])
  }

  @Test func `A frame buffer leaves streams in use alone`() {
    var buffer = SpikeFrameBuffer(geometry: SpikeGeometry(width: 8, height: 1), capacity: 4)
    buffer.withUnsafeMutableBytes { $0.initialize(repeating: 1) }
    let kept = buffer.stream(frameCount: 3, firstFrame: 6)
    buffer.withUnsafeMutableBytes { $0.initialize(repeating: 255) }
    #expect(kept.spikeCount == 3)
    #expect(kept.firstFrame == 6)
    #expect(buffer.stream(frameCount: 4, firstFrame: 9).spikeCount == 32)
  }
}

@Suite struct RationalTests {
  @Test(arguments: [
    ("30", Rational(30)), ("29.97", Rational(2997, 100)), ("30000/1001", Rational(30_000, 1001)),
    (".5", Rational(1, 2)), ("60/2", Rational(30)), ("29.97/0.5", Rational(2997, 50)), ("20000.0", Rational(20_000)),
  ])
  func `Frame rates are read as fractions`(text: String, expected: Rational) {
    #expect(Rational(positive: text) == expected)
  }

  @Test(arguments: ["", "0", "-3", "30/0", "1/2/3", "3e4", "abc", ".", "30/", "1.2.3", "99999999999999999999", "٣"])
  func `What is no frame rate is refused`(text: String) { #expect(Rational(positive: text) == nil) }

  @Test func `Fractions are reduced with a positive denominator`() {
    #expect(Rational(6, -4) == Rational(-3, 2))
    #expect(Rational(0, 7).denominator == 1)
    #expect(Rational(microseconds: 1_500_000).description == "3/2")
  }
}

/// Bits without a visible order, the same in every run.
func pattern(_ shape: [Int]) -> Tensor<UInt8> {
  var state: UInt64 = 0x2545_F491_4F6C_DD1D
  return Tensor<UInt8>(zeros: shape).map { _ in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return UInt8(state >> 63)
  }
}

extension Tensor {
  fileprivate func sliced(_ range: Range<Int>) -> Tensor {
    let length = count / shape[0]
    return Tensor(
      shape: [range.count] + shape.dropFirst(),
      scalars: Array(scalars[range.lowerBound * length..<range.upperBound * length]))
  }
}
