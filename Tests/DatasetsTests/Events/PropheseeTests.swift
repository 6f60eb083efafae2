import CKernels
import Files
import Recordings
import TestSupport
import Testing

@testable import Datasets

/// Random recordings in Prophesee's formats, and what comes out of them.
enum PropheseeSamples {
  static let formats: [EventFormat] = [.propheseeEVT2, .propheseeEVT21, .propheseeEVT3, .propheseeDAT]

  static func writer(_ format: EventFormat, _ path: String, timeOrigin: Int64 = 0) throws -> any EventSink {
    let options = EventWriteOptions(width: 1280, height: 720, timeOrigin: timeOrigin)
    switch format {
    case .propheseeEVT2: return try EVT2Writer(path: path, options: options)
    case .propheseeEVT21: return try EVT21Writer(path: path, options: options)
    case .propheseeEVT3: return try EVT3Writer(path: path, options: options)
    default: return try DATWriter(path: path, options: options)
    }
  }

  /// Bursts of neighbours, single pixels, steps of time from none to a second.
  static func events(_ count: Int, from start: Int64 = 20_000_000, seed: UInt64 = 1) -> [Event] {
    var state = seed
    func random(_ below: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % below
    }
    var events: [Event] = []
    var time = start
    while events.count < count {
      time += [0, 0, 1, 7, 300, 5000, 1_000_000][random(100) < 99 ? random(5) : random(7)]
      let (y, isOn) = (UInt16(random(720)), random(2) == 1)
      var x = random(1200)
      for _ in 0..<(random(3) == 0 ? 1 + random(40) : 1) where x < 1280 {
        events.append(Event(timeMicroseconds: time, x: UInt16(x), y: y, isOn: isOn))
        x += 1 + random(3) / 2
      }
    }
    return Array(events.prefix(count))
  }

  static func file(_ format: EventFormat, _ events: [Event], in folder: TemporaryFolder) throws -> String {
    let path = folder.file("sample-\(format.rawValue)")
    let writer = try writer(format, path)
    for start in stride(from: 0, to: events.count, by: 777) {
      try writer.append(EventBatch(events[start..<min(events.count, start + 777)]))
    }
    try writer.finish()
    return path
  }

  static func read(_ source: any EventSource, capacity: Int = 1000) throws -> [Event] {
    var (events, batch) = ([Event](), EventBatch(capacity: capacity))
    while try source.next(into: &batch) { events += batch.events }
    return events
  }

  static func decoder(
    _ format: EventFormat, kernels: EventWordKernels?
  ) -> any EventDecoder {
    switch format {
    case .propheseeEVT2: EVT2Decoder(path: "x", kernels: kernels)
    case .propheseeEVT21: EVT21Decoder(path: "x", halvesSwapped: false, kernels: kernels)
    case .propheseeEVT3: EVT3Decoder(path: "x", kernels: kernels)
    default: DATDecoder(path: "x", version: 2, timeOrigin: 0, kernels: kernels)
    }
  }

  /// The bytes behind the header.
  static func body(_ format: EventFormat, _ path: String) throws -> [UInt8] {
    let header = try PropheseeHeader(InputFile(path: path))
    return Array(try fileBytes(path).dropFirst(header.byteCount + (format == .propheseeDAT ? 2 : 0)))
  }

  /// Feeds a decoder in pieces of so many new bytes.
  static func feed(_ decoder: any EventDecoder, _ bytes: [UInt8], piece: Int, capacity: Int = 500) throws -> [Event] {
    var (decoder, batch, events) = (decoder, EventBatch(capacity: capacity), [Event]())
    var (position, end) = (0, 0)
    while true {
      end = min(bytes.count, end + piece)
      while true {
        var consumed = 0
        try bytes[position..<end].withUnsafeBytes { bytes in
          try batch.refill { columns in
            let result = try decoder.decode(
              bytes, at: position, isLast: end == bytes.count, into: columns, from: 0)
            consumed = result.consumed
            return result.end
          }
        }
        events += batch.events
        position += consumed
        if consumed == 0 && batch.isEmpty { break }
      }
      if end == bytes.count { return events }
    }
  }
}

private func littleEndian<Word: FixedWidthInteger>(_ words: [Word]) -> [UInt8] {
  var bytes: [UInt8] = []
  for word in words { bytes.appendWord(word) }
  return bytes
}

@Suite struct PropheseeTests {
  @Test(
    .enabled(if: SharedFolder.isPresent, "needs ../shared"),
    arguments: [
      "evt2_a.raw", "evt2_triggers.raw", "evt21_le.raw", "evt21_legacy.raw", "evt3_a.raw", "dat_50k.dat", "ncars.dat",
    ], [7, 1000, 65536])
  func `real recordings hold what the reference readers found`(name: String, capacity: Int) throws {
    let source = try EventFiles.open(ReferenceRecording.path(name))
    let reference = try ReferenceRecording.named(name)
    try RecordingFigures(of: source, capacity: capacity).expect(reference)
    if let triggers = reference.triggers { #expect(source.takeTriggers().count == triggers) }
    if let width = reference.width { #expect(source.header.width ?? width == width) }
  }

  @Test(arguments: PropheseeSamples.formats, [1, 7, 1000, 65536])
  func `what is written is read again`(format: EventFormat, capacity: Int) throws {
    let folder = try TemporaryFolder()
    let events = PropheseeSamples.events(4000)
    let path = try PropheseeSamples.file(format, events, in: folder)
    #expect(try EventFiles.detect(path) == format)
    let source = try EventFiles.open(path)
    #expect(source.header.width == 1280 && source.header.height == 720)
    #expect(try PropheseeSamples.read(source, capacity: capacity) == events)
    #expect(source.warnings.isEmpty)
  }

  @Test(arguments: PropheseeSamples.formats)
  func `every instruction set decodes as plain Swift does`(format: EventFormat) throws {
    let folder = try TemporaryFolder()
    let events = PropheseeSamples.events(5000, seed: 3)
    let bytes = try PropheseeSamples.body(format, PropheseeSamples.file(format, events, in: folder))
    #expect(try PropheseeSamples.feed(PropheseeSamples.decoder(format, kernels: nil), bytes, piece: 1000) == events)
    var damaged = bytes
    for index in stride(from: 5, to: damaged.count, by: 97) { damaged[index] ^= UInt8(truncatingIfNeeded: index * 31) }
    let expected = try PropheseeSamples.feed(PropheseeSamples.decoder(format, kernels: nil), damaged, piece: 1000)
    for set in [SACCADE_PORTABLE, SACCADE_AVX2, SACCADE_AVX512] {
      guard let kernels = EventWordKernels(set) else { continue }
      let decoder = PropheseeSamples.decoder(format, kernels: kernels)
      #expect(try PropheseeSamples.feed(decoder, bytes, piece: 1000) == events, "\(set)")
      #expect(try PropheseeSamples.feed(decoder, damaged, piece: 4096) == expected, "\(set)")
    }
  }

  /// Of 16 words: how many are rows, pixels, starts and times; how many are vectors; the others are of any type.
  @Test(arguments: [(16, 0), (15, 1), (13, 3), (6, 9), (1, 15), (10, 0), (0, 0)], [70, 500, 65536])
  func `every instruction set decodes any words of EVT3 as plain Swift does`(
    mix: (singles: Int, vectors: Int), capacity: Int
  ) throws {
    var state = UInt64(mix.singles * 17 + mix.vectors)
    func random(_ below: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % below
    }
    var words: [UInt16] = [0x8001]
    for _ in 0..<20_000 {
      let kind = random(16)
      let type =
        kind < mix.singles
        ? [0, 2, 2, 2, 3, 6][random(6)] : kind < mix.singles + mix.vectors ? 4 + random(2) : random(16)
      // The high part of the time mostly stays what it is.
      words.append(UInt16(type << 12 | (type == 8 && random(4) > 0 ? 1 : random(4096))))
    }
    let bytes = littleEndian(words)
    let expected = try PropheseeSamples.feed(EVT3Decoder(path: "x", kernels: nil), bytes, piece: 9000)
    #expect(expected.count > 1000)
    for set in [SACCADE_PORTABLE, SACCADE_AVX2, SACCADE_AVX512] {
      guard let kernels = EventWordKernels(set) else { continue }
      let decoder = EVT3Decoder(path: "x", kernels: kernels)
      #expect(
        try PropheseeSamples.feed(decoder, bytes, piece: 9001, capacity: capacity) == expected, "\(set)")
    }
  }

  @Test(arguments: PropheseeSamples.formats, [1, 3, 7])
  func `pieces of any length give the same events`(format: EventFormat, piece: Int) throws {
    let folder = try TemporaryFolder()
    let events = PropheseeSamples.events(500)
    let bytes = try PropheseeSamples.body(format, PropheseeSamples.file(format, events, in: folder))
    let decoder = PropheseeSamples.decoder(format, kernels: .best)
    #expect(try PropheseeSamples.feed(decoder, bytes, piece: piece, capacity: 5) == events)
  }

  @Test(arguments: PropheseeSamples.formats)
  func `words cut at every byte give the events before the cut`(format: EventFormat) throws {
    let folder = try TemporaryFolder()
    let events = PropheseeSamples.events(1000)
    let bytes = try PropheseeSamples.body(format, PropheseeSamples.file(format, events, in: folder))
    var batch = EventBatch(capacity: 1000)
    var last = 0
    for cut in 0..<min(4096, bytes.count) {
      var decoder = PropheseeSamples.decoder(format, kernels: .best)
      try bytes[..<cut].withUnsafeBytes { bytes in
        try batch.refill { try decoder.decode(bytes, at: 0, isLast: true, into: $0, from: 0).end }
      }
      #expect(batch.count >= last, "cut at \(cut)")
      last = batch.count
      if last > 0 { #expect(batch[last - 1] == events[last - 1], "cut at \(cut)") }
    }
  }

  @Test(arguments: [
    ("plugin_name hal_plugin_gen41_evk3", true), ("system_ID 49", true), ("plugin_name hal_plugin_genx320", false),
    ("system_ID 64", false),
  ])
  func `the camera tells the order of halves where neither header nor words do`(camera: String, isSwapped: Bool) throws
  {
    let folder = try TemporaryFolder()
    let events = PropheseeSamples.events(200)
    let file = try PropheseeSamples.file(.propheseeEVT21, events, in: folder)
    var bytes = Array("% evt 2.1\n% \(camera)\n% geometry 1280x720\n% end\n".utf8)
    for word in try PropheseeSamples.body(.propheseeEVT21, file).withUnsafeBytes({
      Array($0.bindMemory(to: UInt64.self))
    }) {
      // Words of time have a half that means nothing; here it is full.
      let told = word >> 60 == 8 ? word | 0xffff_ffff : word
      let stored = isSwapped ? told << 32 | told >> 32 : told
      withUnsafeBytes(of: stored.littleEndian) { bytes += $0 }
    }
    let path = try folder.write(bytes, to: "silent.raw")
    #expect(try PropheseeSamples.read(EventFiles.open(path)) == events)
  }

  @Test(arguments: PropheseeSamples.formats)
  func `a word that is cut off is warned of with its place`(format: EventFormat) throws {
    let folder = try TemporaryFolder()
    let whole = try fileBytes(PropheseeSamples.file(format, PropheseeSamples.events(10), in: folder))
    let source = try EventFiles.open(folder.write(whole + [1], to: "tail"))
    #expect(try PropheseeSamples.read(source).count == 10)
    #expect(source.warnings.map(\.place) == ["byte \(whole.count)"])
  }

  @Test(arguments: PropheseeSamples.formats)
  func `times before the origin are refused and nothing is left`(format: EventFormat) throws {
    let folder = try TemporaryFolder()
    let writer = try PropheseeSamples.writer(format, folder.file("out"), timeOrigin: 100)
    let batch = EventBatch([Event(timeMicroseconds: 99, x: 1, y: 1, isOn: true)])
    let error = #expect(throws: FileError.self) { try writer.append(batch) }
    #expect(error?.kind == .cannotCreate)
    #expect(error?.remedy?.pieces.contains(.remedy(.set(.timeOrigin))) == true)
    #expect(try folder.names().isEmpty)
  }

  @Test(arguments: [EventFormat.propheseeEVT2, .propheseeEVT21, .propheseeEVT3])
  func `triggers and pixels off the sensor`(format: EventFormat) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("out")
    let writer = try PropheseeSamples.writer(format, path)
    let triggers = [
      ExternalTrigger(timeMicroseconds: 5, channel: 6, isRising: true),
      ExternalTrigger(timeMicroseconds: 70_000, channel: 0, isRising: false),
    ]
    let event = Event(timeMicroseconds: 70_001, x: 2047, y: 2047, isOn: false)
    try writer.append(triggers)
    try writer.append(EventBatch([event]))
    try writer.finish()
    let source = try EventFiles.open(path)
    #expect(try PropheseeSamples.read(source) == [event])
    #expect(source.takeTriggers() == triggers)
    let second = try PropheseeSamples.writer(format, folder.file("other"))
    let wide = EventBatch([Event(timeMicroseconds: 1, x: 2048, y: 0, isOn: true)])
    #expect(throws: FileError.self) { try second.append(wide) }
  }

  @Test func `EVT3 counts the wraps of 24 bits and takes smaller steps back as they stand`() throws {
    let words: [UInt16] = [
      0x8fff, 0x6ffe, 0x0005, 0x2001, 0x6ffd, 0x2002, 0x8000, 0x6001, 0x2803, 0x8fff, 0x2004, 0x8000, 0x2005,
    ]
    let bytes = littleEndian(words)
    for kernels in [EventWordKernels.best, nil] {
      let events = try PropheseeSamples.feed(EVT3Decoder(path: "x", kernels: kernels), bytes, piece: 100)
      #expect(events.map(\.timeMicroseconds) == [0xfffffe, 0xfffffd, 0x1000001, 0xfff000, 0x1000000])
      #expect(events.map(\.isOn) == [false, false, true, false, false])
      #expect(events.allSatisfy { $0.y == 5 })
    }
  }

  @Test func `a long step of time in EVT3 is read by its wraps`() throws {
    let folder = try TemporaryFolder()
    let events = [3, 40_000_000, 39_999_000, 900_000_000].map {
      Event(timeMicroseconds: $0, x: 3, y: 4, isOn: true)
    }
    let path = try PropheseeSamples.file(.propheseeEVT3, events, in: folder)
    #expect(try PropheseeSamples.read(EventFiles.open(path)) == events)
  }

  @Test(arguments: [("% Version 2\n", 0), ("% Version 2\n% Width 9\n% Height 8\n% T0 1000\n", 1000)])
  func `DAT unrolls 32 bits`(header: String, origin: Int64) throws {
    let folder = try TemporaryFolder()
    var times: [UInt32] = [0x7fff_fff0, 0x8000_0000]
    times += [UInt32](repeating: 0xffff_fff0, count: 40)
    times += Array(5..<60)
    let place: UInt64 = 1 | 2 << 14 | 1 << 28
    let body = littleEndian(times.map { UInt64($0) | place << 32 })
    let source = try EventFiles.open(folder.write(Array(header.utf8) + [0, 8] + body, to: "a.dat"))
    #expect(source.header.width == (origin == 0 ? nil : 9))
    let events = try PropheseeSamples.read(source)
    let wrapped = times.map { Int64($0) + ($0 < 100 ? 1 << 32 : 0) + origin }
    #expect(events.map(\.timeMicroseconds) == wrapped)
    #expect(events.allSatisfy { $0.x == 1 && $0.y == 2 && $0.isOn })
  }

  @Test func `DAT 1 has 9 bits of x and 8 of y`() throws {
    let folder = try TemporaryFolder()
    let place: UInt32 = 303 | 239 << 9 | 1 << 17
    let header = Array("% Version 1\n".utf8) + [0, 8]
    let bytes = header + littleEndian([7, place])
    let events = try PropheseeSamples.read(EventFiles.open(folder.write(bytes, to: "a.dat")))
    #expect(events == [Event(timeMicroseconds: 7, x: 303, y: 239, isOn: true)])
  }

  @Test func `the halves of EVT2.1 are told apart where the header is silent`() throws {
    let folder = try TemporaryFolder()
    let events = PropheseeSamples.events(300)
    let body = try PropheseeSamples.body(.propheseeEVT21, PropheseeSamples.file(.propheseeEVT21, events, in: folder))
    var swapped: [UInt8] = []
    for place in stride(from: 0, to: body.count, by: 8) {
      swapped += body[place + 4..<place + 8]
      swapped += body[place..<place + 4]
    }
    for words in [body, swapped] {
      let path = try folder.write(Array("% evt 2.1\n".utf8) + words, to: "silent.raw")
      #expect(try PropheseeSamples.read(EventFiles.open(path)) == events)
    }
  }

  @Test(arguments: [
    "% format EVT4;width=1;height=1\n% end\n", "% evt 9\n", "% Version 3\n\u{0}\u{8}", "% Version 2\n\u{e}\u{8}",
    "% Version 2\n\u{c}\u{9}", "% format EVT21;endianness=middle\n% end\n",
  ])
  func `headers of other kinds are refused by name`(header: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Array(header.utf8), to: "a.raw")
    let error = #expect(throws: FileError.self) { _ = try EventFiles.open(path) }
    #expect(error?.kind == .badContent)
    #expect(error?.place != nil)
  }
}
