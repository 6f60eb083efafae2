import CHDF5
import Datasets
import Files
import Recordings
import Tensors
import TestSupport
import Testing

@Suite struct SpikeArrayFileTests {
  @Test(arguments: SpikeSamples.sizes, [SpikeFormat.npy, .npz])
  func `What is written is read again`(size: (Int, Int), format: SpikeFormat) throws {
    let folder = try TemporaryFolder()
    let recording = SpikeSamples.recording(width: size.0, height: size.1, frames: 19)
    let path = folder.file("clip.\(format.fileEnding)")
    let writer = try SpikeFiles.create(path, geometry: recording.geometry)
    try recording.forEachBlock(blockFrames: 4) { try writer.append($0) }
    try writer.finish()
    #expect(try folder.names() == ["clip.\(format.fileEnding)"])
    #expect(try SpikeFormat.detect(path) == format)
    let file = try SpikeFiles.open(path)
    #expect(file.geometry == recording.geometry && file.frameCount == 19)
    // Forwards, overlapping, backwards, far ahead.
    for range in [0..<5, 3..<9, 3..<9, 4..<6, 8..<12, 0..<2, 15..<19, 1..<18, 18..<19, 6..<6] {
      let part = try file.frames(range)
      #expect(part.bytes == recording[range].bytes, "frames \(range)")
      #expect(part.firstFrame == range.lowerBound)
    }
    let flipped = try SpikeFiles.open(path, options: SpikeReadOptions(flip: true))
    #expect(try flipped.frames(2..<7).bytes == recording[2..<7].flippedVertically().bytes)
    #expect(try flipped.frames(5..<9).bytes == recording[5..<9].flippedVertically().bytes)
  }

  @Test func `An archive says the size of its frames and takes the array that is named for spikes`() throws {
    let folder = try TemporaryFolder()
    let recording = SpikeSamples.recording(width: 6, height: 4, frames: 3)
    let written = folder.file("written.npz")
    let writer = try SpikeFiles.create(written, geometry: recording.geometry)
    try writer.append(recording)
    try writer.finish()
    let archive = try NumpyArchive(path: written)
    #expect(archive.names == ["spikes", "width", "height"])
    #expect(try archive.int64("width").scalars == [6])
    #expect(try archive.int64("height").scalars == [4])

    let other = folder.file("other.npz")
    let arrays = try NumpyArchiveWriter(path: other)
    try arrays.add(Tensor<Float>(zeros: [3, 4, 6]), named: "a")
    try arrays.add(Tensor<UInt8>(zeros: [3, 4, 6]), named: "mask")
    try arrays.add(recording.unpacked(), named: "spk")
    try arrays.commit()
    let file = try SpikeArchiveFile(path: other)
    #expect(file.arrayName == "spk")
    #expect(try file.all().bytes == recording.bytes)
  }

  @Test(arguments: [SpikeFormat.npy, .npz, .h5])
  func `A value that is neither 0 nor 1 is refused with its place`(format: SpikeFormat) throws {
    let folder = try TemporaryFolder()
    var gray = SpikeSamples.recording(width: 7, height: 5, frames: 4).unpacked()
    gray[2, 3, 6] = 200
    let path = folder.file("gray.\(format.fileEnding)")
    switch format {
    case .npy: try NumpyFile.write(gray, to: path)
    case .npz:
      let archive = try NumpyArchiveWriter(path: path)
      try archive.add(gray, named: "spikes")
      try archive.commit()
    default: HDF5Sample.write(gray.scalars, shape: gray.shape, type: HDF5Sample.uint8, named: "raw_spike", to: path)
    }
    let file = try SpikeFiles.open(path)
    #expect(try file.frames(0..<2).frameCount == 2)
    let error = #expect(throws: FileError.self) { try file.all() }
    #expect(error?.place?.hasSuffix("frame 2, row 3, column 6") == true)
    #expect(error?.description.contains("200") == true)
    // The next read starts over.
    #expect(try file.frames(3..<4).unpackedFrame(0) == gray.slice(at: 3))
  }

  @Test(arguments: [SpikeFormat.npy, .npz, .h5])
  func `A file cut at any byte is refused or whole, and never crashes`(format: SpikeFormat) throws {
    let folder = try TemporaryFolder()
    let recording = SpikeSamples.recording(width: 4, height: 3, frames: 5)
    let whole = folder.file("whole.\(format.fileEnding)")
    if format == .h5 {
      HDF5Sample.write(
        recording.unpacked().scalars, shape: [5, 3, 4], type: HDF5Sample.uint8, named: "raw_spike", to: whole)
    } else {
      let writer = try SpikeFiles.create(whole, geometry: recording.geometry)
      try writer.append(recording)
      try writer.finish()
    }
    let bytes = try fileBytes(whole)
    var refused = 0
    for length in stride(from: 0, to: bytes.count, by: format == .h5 ? 7 : 1) {
      let path = try folder.write(Array(bytes.prefix(length)), to: "cut.\(format.fileEnding)")
      do {
        let read = try SpikeFiles.open(path).all()
        #expect(read.bytes == recording.bytes, "\(length) bytes")
      } catch is FileError {
        refused += 1
      }
    }
    #expect(refused > 0)
  }

  @Test func `Arrays of other shapes are refused`() throws {
    let folder = try TemporaryFolder()
    let flat = folder.file("flat.npy")
    try NumpyFile.write(Tensor<UInt8>(zeros: [4, 4]), to: flat)
    #expect(try SpikeFormat.detect(flat) == nil)
    #expect(throws: FileError.self) { try SpikeFiles.open(flat) }
    let none = folder.file("none.npy")
    try NumpyFile.write(Tensor<UInt8>(zeros: [0, 4, 4]), to: none)
    #expect(throws: FileError.self) { try SpikeFiles.open(none) }
    let good = folder.file("good.npy")
    try NumpyFile.write(Tensor<UInt8>(zeros: [2, 4, 4]), to: good)
    let wrongSize = SpikeReadOptions(size: SpikeGeometry(width: 8, height: 2))
    #expect(throws: FileError.self) { try SpikeFiles.open(good, options: wrongSize) }
  }

  @Test func `A file is told by its content, whatever its name`() throws {
    let folder = try TemporaryFolder()
    let recording = SpikeSamples.recording(width: 8, height: 4, frames: 2)
    let array = folder.file("array.dat")
    try NumpyFile.write(recording.unpacked(), to: array)
    #expect(try SpikeFormat.detect(array) == .npy)
    #expect(try SpikeFiles.open(array).all().bytes == recording.bytes)
    let events = try folder.write(Array("% Data file containing events\n".utf8), to: "events.dat")
    #expect(try SpikeFormat.detect(events) == nil)
    #expect(try SpikeFormat.detect(folder.write([1, 2, 3], to: "movie.mp4")) == nil)
    #expect(try SpikeFormat.detect(folder.write([1, 2, 3], to: "clip.DAT")) == .dat)
    #expect(throws: FileError.self) { try SpikeFormat.detect(folder.file("missing.dat")) }
    #expect(throws: FileError.self) { try SpikeFiles.create(folder.file("x.h5"), geometry: recording.geometry) }
  }

  @Test(.enabled(if: SharedFolder.isPresent, "needs ../shared"))
  func `A published archive is read`() throws {
    let file = try SpikeFiles.open(SharedFolder.path("data/spikes/spikezoo_uhsr.npz"))
    #expect(file.frameCount == 200 && file.geometry == SpikeGeometry(width: 250, height: 250))
    let array = try NumpyArchive(path: SharedFolder.path("data/spikes/spikezoo_uhsr.npz"))
      .tensor("spk", of: UInt8.self)
    #expect(try file.all().unpacked() == array)
  }
}

@Suite struct SpikeHDF5Tests {
  @Test(arguments: SpikeSamples.sizes, [nil, 3])
  func `Packed bytes and truth values are read, whole or in chunks`(size: (Int, Int), chunk: Int?) throws {
    let folder = try TemporaryFolder()
    let recording = SpikeSamples.recording(width: size.0, height: size.1, frames: 11)
    let geometry = recording.geometry
    let unpacked = recording.unpacked()
    let sized = SpikeReadOptions(size: geometry, padding: .byte)
    let cases: [(String, [UInt8], [Int], hid_t, SpikeReadOptions)] = [
      ("flat", recording.bytes, [11 * geometry.bytesPerFrame], HDF5Sample.uint8, sized),
      ("rows", recording.bytes, [11, geometry.bytesPerFrame], HDF5Sample.uint8, SpikeReadOptions(size: geometry)),
      ("signed", recording.bytes, [11, geometry.bytesPerFrame], HDF5Sample.int8, sized),
      ("bytes", unpacked.scalars, unpacked.shape, HDF5Sample.uint8, SpikeReadOptions()),
      ("truths", unpacked.scalars, unpacked.shape, HDF5Sample.bool(), SpikeReadOptions()),
    ]
    for (name, bytes, shape, type, options) in cases {
      let path = folder.file("\(name).h5")
      HDF5Sample.write(bytes, shape: shape, type: type, named: "raw_spike", chunk: chunk, to: path)
      #expect(try SpikeFormat.detect(path) == .h5)
      let file = try SpikeFiles.open(path, options: options)
      #expect(file.geometry == geometry && file.frameCount == 11, "\(name)")
      for range in [0..<11, 2..<5, 10..<11, 4..<4] {
        #expect(try file.frames(range).bytes == recording[range].bytes, "\(name), frames \(range)")
      }
      var flipped = options
      flipped.flip = true
      let upsideDown = try SpikeFiles.open(path, options: flipped).frames(3..<8)
      #expect(upsideDown.bytes == recording[3..<8].flippedVertically().bytes, "\(name)")
    }
  }

  @Test func `Errors say what is wrong and what to do`() throws {
    let folder = try TemporaryFolder()
    let other = folder.file("other.h5")
    HDF5Sample.write([1, 2, 3], shape: [3], type: HDF5Sample.uint8, named: "events", to: other)
    #expect(try SpikeFormat.detect(other) == nil)
    let noSpikes = #expect(throws: FileError.self) { try SpikeFiles.open(other) }
    #expect(noSpikes?.description.contains("raw_spike") == true)
    let flat = folder.file("flat.h5")
    HDF5Sample.write([1, 2, 3], shape: [3], type: HDF5Sample.uint8, named: "raw_spike", to: flat)
    #expect(throws: FileError.self) { try SpikeFiles.open(flat) }
    let tooLarge = #expect(throws: FileError.self) {
      try SpikeFiles.open(flat, options: SpikeReadOptions(size: SpikeGeometry(width: 400, height: 250)))
    }
    #expect(tooLarge?.description.contains("400x250") == true)
    let partial = try SpikeFiles.open(flat, options: SpikeReadOptions(size: SpikeGeometry(width: 8, height: 2)))
    #expect(partial.frameCount == 1 && partial.warnings.count == 1)
    let noFile = #expect(throws: FileError.self) { try SpikeHDF5File(path: folder.file("missing.h5")) }
    #expect(noFile?.kind == .notFound)
    let text = try folder.write(Array("not HDF5".utf8), to: "text.h5")
    #expect(throws: FileError.self) { try SpikeHDF5File(path: text) }
  }
}
