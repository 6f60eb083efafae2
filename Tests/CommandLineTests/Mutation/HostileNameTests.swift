import Foundation
import Recordings
import Tensors
import TestSupport
import Testing

/// Every verb with names that a page, a terminal, a shell or a parser might obey.
@Suite struct HostileNameTests {
  /// Names without an ending.
  static let names = [
    "<script>alert(1)<img src=x onerror=alert(1)>\" onload=\"alert(1) it's `id` $(id) & ;",
    "two\nlines esc\u{1B}[31m\u{1B}]0;title\u{7} \u{202E}evil", "-dash %s%n{0}\\(x) ünïcödé",
    String(repeating: "n", count: 246),
  ]

  /// Lines that succeed; `E` is a recording of events, `S` of spikes, `F` a field of flow, `L` a law, `W` weights, each of
  /// that name; `O` is an output of that name.
  private static let lines = [
    "info E", "info S --json", "doctor E", "doctor S", "doctor E --repair O.npz", "convert E O.csv",
    "convert S O.npz", "convert F O.flo", "represent E -o O.npz --kind count --window 10ms", "render E -o O.html",
    "render S -o O.html", "render E -o O.png", "render F -o O.png", "reconstruct S -o O.html", "reconstruct S -o O.npy",
    "reconstruct E --weights W -o O.npy", "flow E -o O --model contrast --window 10ms",
    "evaluate flow --pred F --gt F --protocol plain --report O.html",
    "evaluate flow --model contrast --events E --protocol fwl --report O.html",
    "evaluate reconstruction S one.npy --frame 30 --report O.html",
    "evaluate filter E --labels N --filter stcf:1ms --report O.html",
    "simulate spikes gray.npy -o O.npz --fps 100", "simulate events gray.npy -o O.npz --fps 100",
    "scene L -o O --size 32x24 --frames 24",
    "scene L -o O.d --size 32x24 --frames 24 --preview",
  ]

  /// What a name may not bring into a terminal's line.
  private static func commands(in text: String) -> [Unicode.Scalar] {
    text.unicodeScalars.filter {
      $0.value < 0x20 && $0 != "\n" && $0 != "\t" || (0x7F..<0xA0).contains($0.value) || $0 == "\u{202E}"
    }
  }

  private struct Inputs {
    let folder: TemporaryFolder
    let files: [String: String]

    init(_ name: String) throws {
      folder = try TemporaryFolder()
      let events = (0..<400).map { (index: Int) -> Event in
        Event(
          timeMicroseconds: Int64(index * 50), x: UInt16(index * 7 % 32), y: UInt16(index * 5 % 24),
          isOn: index % 3 == 0)
      }
      _ = try folder.writeGray(UInt8(90), width: 16, height: 16, frames: 8)
      var made = [
        "E": try folder.writeEvents(events, width: 32, height: 24), "W": try folder.writeFireNetWeights(),
        "S": try folder.writeSpikes(width: 16, height: 16, frames: 60),
        "F": try folder.writeFlow(u: 1, v: 2, width: 9, height: 6),
        "L": "law.yml",
      ]
      let law = try expectSuccess(["scene", "esim-2d", "--print-config"], in: folder).output
      _ = try folder.write(Array(law.utf8), to: "law.yml")
      try NumpyFile.write(Samples.gray(UInt8(90), width: 16, height: 16, frames: 1), to: folder.file("one.npy"))
      // What caused each event: signal, and every fifth a leak.
      let labels = Tensor<UInt8>(shape: [400], scalars: (0..<400).map { $0 % 5 == 0 ? 1 : 0 })
      try NumpyFile.write(labels, to: folder.file("labels.npy"))
      made["N"] = "labels.npy"
      var files: [String: String] = [:]
      for (key, file) in made {
        // The size stands in the name of spikes; no name is longer than 255 bytes.
        let tail = (key == "S" ? "_16x16" : "-\(key)") + file.drop { $0 != "." }
        let whole = String(decoding: name.utf8.prefix(255 - tail.utf8.count), as: UTF8.self) + tail
        files[key] = whole
        // FileManager's `moveItem` ends the program at some letters (Foundation of Swift 6.3.1).
        #expect(rename(folder.file(file), folder.file(whole)) == 0)
      }
      self.files = files
    }
  }

  @Test(arguments: names)
  func `A name is shown and obeyed by nothing`(name: String) throws {
    let inputs = try Inputs(name)
    for line in Self.lines {
      let before = Set(try inputs.folder.contents())
      let arguments = line.split(separator: " ").map { word -> String in
        let word = String(word)
        if let file = inputs.files[word] { return file.hasPrefix("-") ? "./\(file)" : file }
        guard word.first == "O", word == "O" || word.hasPrefix("O.") else { return word }
        // With what is written beside it.
        let stem = String(decoding: ("o" + name).utf8.prefix(240), as: UTF8.self)
        return stem + word.dropFirst()
      }
      let run = try Program.run(arguments, in: inputs.folder)
      #expect(run.status == 0, "\(line) of \(name.debugDescription): \(run.errors)")
      #expect(
        Self.commands(in: run.output + run.errors).isEmpty, "\(line): \((run.output + run.errors).debugDescription)")
      for file in Set(try inputs.folder.contents()).subtracting(before) {
        if file.hasSuffix(".html") {
          try Self.check(page: inputs.folder.bytes(file), "\(line) of \(name.debugDescription)")
        }
        #expect(!file.hasSuffix(".part"), "\(line): \(file)")
        if !file.contains("/") { try FileManager.default.removeItem(atPath: inputs.folder.file(file)) }
      }
    }
  }

  private static func check(page: [UInt8], _ line: String) throws {
    let text = String(decoding: page, as: UTF8.self)
    #expect(text.contains("Content-Security-Policy"), "\(line)")
    for harm in ["<script>alert", "<img src=x", "\" onload=\"alert", "</title>\u{1B}"] {
      #expect(!text.contains(harm), "\(line): \(harm)")
    }
    #expect(!text.unicodeScalars.contains { $0.value < 0x20 && !"\n\t\r".unicodeScalars.contains($0) }, "\(line)")
  }

  @Test func `A name that is no text is no file, in one line`() throws {
    let folder = try TemporaryFolder()
    let bytes: [UInt8] = Array(folder.path.utf8) + [0x2F, 0xFF, 0xFE, 0x80] + Array(".raw".utf8)
    let made = bytes.map { CChar(bitPattern: $0) } + [0]
    let file = try #require(fopen(made, "w"))
    fputs("nothing", file)
    fclose(file)
    for line in ["info *.raw", "doctor *.raw", "convert *.raw o.npz", "render *.raw -o o.png"] {
      let run = try Program.shell("\"$saccade\" \(line)", in: folder)
      #expect((64...74).contains(run.status ?? 0), "\(line): \(run.errors)")
      expectOneError(run)
      #expect(Self.commands(in: run.errors).isEmpty, "\(run.errors.debugDescription)")
    }
  }
}
