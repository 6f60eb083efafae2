import Datasets
import Files
import Recordings
import Tensors
import TestSupport
import Testing

@Suite struct SpikeDatTests {
  @Test(arguments: SpikeSamples.sizes, FramePadding.allCases)
  func `What is written is read again, in any cut of frames`(size: (Int, Int), padding: FramePadding) throws {
    let folder = try TemporaryFolder()
    let recording = SpikeSamples.recording(width: size.0, height: size.1, frames: 23)
    for block in [1, 5, 23] {
      let path = folder.file("clip\(block)_\(size.0)x\(size.1).dat")
      let writer = try SpikeDatWriter(path: path, geometry: recording.geometry, padding: padding)
      try recording.forEachBlock(blockFrames: block) { try writer.append($0) }
      try writer.finish()
      let bits = padding == .packed ? recording.geometry.pixelCount * 23 : recording.geometry.bytesPerFrame * 8 * 23
      #expect(try fileBytes(path).count == (bits + 7) / 8)
      let file = try SpikeDatFile(path: path, padding: padding)
      #expect(file.geometry == recording.geometry && file.frameCount == 23 && file.warnings.isEmpty)
      for range in [0..<23, 0..<1, 22..<23, 3..<11, 7..<7] {
        let part = try file.frames(range)
        #expect(part.bytes == recording[range].bytes, "frames \(range)")
        #expect(part.firstFrame == range.lowerBound)
      }
    }
  }

  @Test(arguments: SpikeSamples.sizes, FramePadding.allCases)
  func `A flipped file is upside down`(size: (Int, Int), padding: FramePadding) throws {
    let folder = try TemporaryFolder()
    let recording = SpikeSamples.recording(width: size.0, height: size.1, frames: 5)
    let path = folder.file("clip_\(size.0)x\(size.1).dat")
    let writer = try SpikeDatWriter(path: path, geometry: recording.geometry, padding: padding)
    try writer.append(recording)
    try writer.finish()
    let flipped = try SpikeDatFile(path: path, padding: padding, flip: true).all()
    #expect(flipped.bytes == recording.flippedVertically().bytes)
    #expect(flipped.spikeCount == recording.spikeCount)
  }

  @Test(arguments: FramePadding.allCases)
  func `A file cut at any byte keeps its whole frames and says what is left out`(padding: FramePadding) throws {
    let folder = try TemporaryFolder()
    let recording = SpikeSamples.recording(width: 5, height: 5, frames: 6)
    let whole = folder.file("whole.dat")
    let writer = try SpikeDatWriter(path: whole, geometry: recording.geometry, padding: padding)
    try writer.append(recording)
    try writer.finish()
    let bytes = try fileBytes(whole)
    for length in 0...bytes.count {
      let path = try folder.write(Array(bytes.prefix(length)), to: "cut_5x5.dat")
      let frames = padding == .byte ? length / 4 : length * 8 / 25
      let used = padding == .byte ? frames * 4 : (frames * 25 + 7) / 8
      if frames == 0 {
        #expect(throws: FileError.self) { try SpikeDatFile(path: path, padding: padding) }
        continue
      }
      let file = try SpikeDatFile(path: path, padding: padding)
      #expect(try file.all().bytes == recording[0..<frames].bytes, "\(length) bytes")
      #expect(file.warnings.isEmpty == (used == length), "\(length) bytes")
      if used < length {
        #expect(file.warnings[0].place == "byte \(used)")
        #expect(file.warnings[0].description.contains("\(length - used) of 4 bytes"))
        #expect(throws: FileError.self) { try SpikeDatFile(path: path, padding: padding, strict: true) }
      } else {
        _ = try SpikeDatFile(path: path, padding: padding, strict: true)
      }
    }
  }

  @Test func `The length of the file tells how frames follow each other`() throws {
    let folder = try TemporaryFolder()
    let geometry = SpikeGeometry(width: 3, height: 3)
    func padding(_ byteCount: Int) throws -> FramePadding {
      let path = try folder.write([UInt8](repeating: 0, count: byteCount), to: "clip.dat")
      return try SpikeDatFile(path: path, size: geometry).padding
    }
    // Frames of 9 bits: 9 bytes are 8 frames that run through, 8 bytes are 4 that are filled up, or 7 with a bit left.
    #expect(try padding(9) == .packed)
    #expect(try padding(11) == .packed)
    #expect(try padding(8) == .byte)
    #expect(try padding(18) == .byte)
  }

  @Test func `Bits after the last pixel of a frame are no spikes`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write([0xff, 0xff, 0xff, 0xff], to: "clip_3x3.dat")
    #expect(try SpikeDatFile(path: path, padding: .byte).all().spikeCount == 18)
  }

  @Test func `A file that exists is only replaced on demand, and an unfinished one leaves nothing`() throws {
    let folder = try TemporaryFolder()
    let recording = SpikeSamples.recording(width: 4, height: 4, frames: 3)
    let path = try folder.write([1, 2, 3], to: "clip.dat")
    #expect(throws: FileError.self) { try SpikeDatWriter(path: path, geometry: recording.geometry) }
    do {
      let dropped = try SpikeDatWriter(path: path, geometry: recording.geometry, overwrite: true)
      try dropped.append(recording)
    }
    #expect(try fileBytes(path) == [1, 2, 3])
    #expect(try folder.names() == ["clip.dat"])
    let writer = try SpikeDatWriter(path: path, geometry: recording.geometry, overwrite: true)
    try writer.append(recording)
    try writer.finish()
    #expect(try fileBytes(path) == recording.bytes)
  }

  @Test func `Errors say what is wrong and what to do`() throws {
    let folder = try TemporaryFolder()
    func message(_ body: () throws -> Void) -> (FileError.Kind, String)? {
      do { try body() } catch let error as FileError { return (error.kind, error.description) } catch {}
      return nil
    }
    let unnamed = try folder.write([UInt8](repeating: 0, count: 100), to: "clip.dat")
    let noSize = message { _ = try SpikeDatFile(path: unnamed) }
    #expect(noSize?.0 == .badContent && noSize?.1.contains("sensorSize") == true)
    let empty = message { _ = try SpikeDatFile(path: folder.write([], to: "empty_8x8.dat")) }
    #expect(empty?.0 == .badContent && empty?.1.contains("no frames") == true)
    let short = message { _ = try SpikeDatFile(path: unnamed, size: SpikeGeometry(width: 400, height: 250)) }
    #expect(short?.1.contains("100 bytes are less than one frame of 400x250, which takes 12500") == true)
    #expect(message { _ = try SpikeDatFile(path: folder.file("missing_8x8.dat")) }?.0 == .notFound)
  }

  @Test(arguments: [
    ("car_400x250.dat", SpikeGeometry(width: 400, height: 250)),
    ("/a_9x9/run_1_1000x1000_xyz.dat", SpikeGeometry(width: 1000, height: 1000)),
    ("a_8x8_16x16.dat", SpikeGeometry(width: 16, height: 16)), ("a_8x8-left.dat", SpikeGeometry(width: 8, height: 8)),
    ("a_8x8_0x16.dat", SpikeGeometry(width: 8, height: 8)),
  ])
  func `The size is read from the name`(name: String, geometry: SpikeGeometry) {
    #expect(SpikeFileName.geometry(in: name) == geometry)
  }

  @Test(arguments: [
    "car.dat", "400x250.dat", "car_400x.dat", "car_x250.dat", "car_0x0.dat", "car_400x250px.dat", "a_-4x4.dat",
    "a_99999999999999999999x3.dat", "a_70000x3.dat", "_", "", "a_8x8/clip.dat", "a_3x3x3.dat",
  ])
  func `A name without a size has none`(name: String) { #expect(SpikeFileName.geometry(in: name) == nil) }
}

@Suite struct RecordedSpikesTests {
  @Test(.enabled(if: SharedFolder.isPresent, "needs ../shared"))
  func `A recorded car is decoded as by the field's own tool`() throws {
    let oracle = try NumpyArchive(path: SharedFolder.path("oracles/spikes_car_frames.npz"))
    let car = try SpikeFiles.open(
      SharedFolder.path("data/spikes/car_400x250.dat"), options: SpikeReadOptions(flip: true))
    #expect(car.frameCount == 200 && car.geometry == SpikeGeometry(width: 400, height: 250))
    for frame in [0, 1, 57, 199] {
      let expected = try oracle.tensor("frame\(frame)", of: UInt8.self)
      #expect(try car.frames(frame..<frame + 1).unpackedFrame(0) == expected, "frame \(frame)")
    }
    #expect(try car.all().spikeCount == Int(oracle.int64("total").scalars[0]))
  }
}
