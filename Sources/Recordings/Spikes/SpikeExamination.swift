/// What may be wrong with a recording of spikes, found in one pass.
public struct SpikeExamination: Sendable {
  /// Frames or pixels of one kind: how many, and the first.
  public struct Occurrence<Place: Sendable & Hashable>: Sendable, Hashable {
    /// How many.
    public var count: Int
    /// The first of them.
    public var first: Place

    /// Describes occurrences.
    public init(count: Int, first: Place) { (self.count, self.first) = (count, first) }
  }

  /// A pixel.
  public struct Pixel: Sendable, Hashable {
    /// The column and row.
    public var x: Int, y: Int

    /// Describes a pixel.
    public init(x: Int, y: Int) { (self.x, self.y) = (x, y) }
  }

  /// The size of the sensor.
  public let geometry: SpikeGeometry
  /// The number of frames.
  public private(set) var frameCount = 0
  /// The number of spikes.
  public private(set) var spikeCount = 0
  /// Frames without a spike.
  public private(set) var emptyFrames: Occurrence<Int>?
  /// Frames in which every pixel fires.
  public private(set) var fullFrames: Occurrence<Int>?
  private var always: [UInt8]
  private var ever: [UInt8]

  /// Fewer frames tell nothing of a pixel that fires in all of them or in none.
  private static let fewestFrames = 100

  /// Begins an examination.
  public init(geometry: SpikeGeometry) {
    self.geometry = geometry
    always = [UInt8](repeating: 255, count: geometry.bytesPerFrame)
    ever = [UInt8](repeating: 0, count: geometry.bytesPerFrame)
  }

  /// Adds the next frames. Cost: one pass over the packed bytes.
  public mutating func add(_ frames: SpikeStream) {
    precondition(frames.geometry == geometry, "The frames are of another sensor.")
    for frame in 0..<frames.frameCount {
      let one = frames[frame..<frame + 1]
      let count = one.spikeCount
      spikeCount += count
      if count == 0 { Self.note(frameCount, in: &emptyFrames) }
      if count == geometry.pixelCount { Self.note(frameCount, in: &fullFrames) }
      frameCount += 1
      one.withUnsafeBytes { bytes in
        for index in bytes.indices {
          always[index] &= bytes[index]
          ever[index] |= bytes[index]
        }
      }
    }
  }

  private static func note<Place>(_ place: Place, in occurrence: inout Occurrence<Place>?) {
    if occurrence == nil { occurrence = Occurrence(count: 0, first: place) }
    occurrence?.count += 1
  }

  /// Pixels that fire in every frame, of a hundred frames or more.
  public var stuckPixels: Occurrence<Pixel>? {
    if frameCount < Self.fewestFrames || fullFrames?.count == frameCount { return nil }
    return pixels { fires(always, $0, $1) }
  }

  /// The pixels that fire in every frame, a bit each as frames hold them.
  public var stuckBits: [UInt8] { always }

  /// Pixels that never fire though all next to them do, of a hundred frames or more.
  public var deadPixels: Occurrence<Pixel>? {
    if frameCount < Self.fewestFrames { return nil }
    return pixels { x, y in
      !fires(ever, x, y)
        && [(x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)].allSatisfy { column, row in
          !(0..<geometry.width).contains(column) || !(0..<geometry.height).contains(row) || fires(ever, column, row)
        }
    }
  }

  private func fires(_ bits: [UInt8], _ x: Int, _ y: Int) -> Bool {
    let index = y * geometry.width + x
    return bits[index / 8] >> UInt8(index % 8) & 1 == 1
  }

  private func pixels(where isFound: (Int, Int) -> Bool) -> Occurrence<Pixel>? {
    var found: Occurrence<Pixel>?
    for y in 0..<geometry.height {
      for x in 0..<geometry.width where isFound(x, y) { Self.note(Pixel(x: x, y: y), in: &found) }
    }
    return found
  }
}
