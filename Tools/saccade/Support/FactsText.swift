import Recordings
import Runtime
import Workflows

/// What is found out about an input, for programs and for people.
protocol FactsText: Encodable {
  /// Lines for a person.
  var text: String { get }
}

extension FactsText {
  /// Prints one object for a program, or tells a person.
  func show(_ options: CommonOptions) throws {
    if options.json { try JSON.printObject(self) } else { try Console.say(text) }
  }
}

extension EventFacts: FactsText {
  var text: String {
    var lines = [
      "format    \(format)", "size      \(width)x\(height)",
      "events    \(events), \(on) on, \(off) off\(monotonic ? "" : ", not in order of time")",
    ]
    if let firstUs, let lastUs {
      // Where the clock goes back the last event may be before the first.
      let seconds = Double(microsecondsFrom: min(firstUs, lastUs), to: max(firstUs, lastUs)) / 1e6
      let rate = seconds > 0 ? ", " + Self.rate(Double(events) / seconds) : ""
      let span = firstUs <= lastUs ? "\(firstUs) to \(lastUs)" : "from \(lastUs) to \(firstUs), the last event first,"
      lines.append("time      \(span) us: \(Self.duration(seconds))\(rate)")
    }
    func times(_ first: Int64?, _ last: Int64?) -> String {
      guard let first, let last else { return "" }
      return first == last ? ", at \(first) us" : ", \(first) to \(last) us"
    }
    if triggers > 0 { lines.append("triggers  \(triggers)" + times(triggersFirstUs, triggersLastUs)) }
    if let frames, frames > 0 {
      let size = frameWidth.flatMap { width in frameHeight.map { " of \(width)x\($0)" } } ?? ""
      lines.append("frames    \(frames)\(size)" + times(framesFirstUs, framesLastUs))
    }
    if let imuSamples, imuSamples > 0 {
      lines.append("imu       " + Text.count(imuSamples, "sample") + times(imuFirstUs, imuLastUs))
    }
    return lines.joined(separator: "\n")
  }

  /// `12 events a second`, `3.4 thousand events a second`, `1.2 million events a second`.
  private static func rate(_ eventsPerSecond: Double) -> String {
    let (value, unit) =
      eventsPerSecond < 1e3
      ? (eventsPerSecond, "")
      : eventsPerSecond < 1e6 ? (eventsPerSecond / 1e3, "thousand ") : (eventsPerSecond / 1e6, "million ")
    return "\(Text.number(value < 100 ? (value * 100).rounded() / 100 : value.rounded())) \(unit)events a second"
  }

  /// Seconds, or less where they are few.
  private static func duration(_ seconds: Double) -> String {
    seconds < 1e-3
      ? "\(Text.number(seconds * 1e6)) us"
      : seconds < 1 ? "\(Text.number(seconds * 1e3)) ms" : "\(Text.number(seconds)) s"
  }
}

extension RecordingFolder: FactsText {
  var text: String {
    var table = TextTable(["recording", "format", "bytes"])
    for recording in recordings { table.add([recording.path, recording.format, "\(recording.bytes)"]) }
    let count = (areMore ? "more than " : "") + Text.count(recordings.count, "recording")
    return (["folder    \(count), of which each is looked at by its own name", ""] + table.lines).joined(
      separator: "\n")
  }
}

extension SpikeFacts: FactsText {
  var text: String {
    let milliseconds = Double(frames) / rateHz * 1000
    let share = Double(spikes) / Double(max(1, frames * width * height)) * 100
    return """
      format    \(format)
      size      \(width)x\(height)
      frames    \(frames) at \(Text.number(rateHz)) Hz, \(Text.number(milliseconds)) ms
      spikes    \(spikes), \(Text.number(share)) % of the readouts
      """
  }
}

extension DatasetFacts: FactsText {
  var text: String {
    var lines = [
      "dataset   \(title), recordings as \(format)", "size      \(width)x\(height)",
      "content   \(Text.count(recordings, "recording")), \(Self.size(bytes))",
    ]
    for split in splits {
      let groups = split.classes ?? split.sequences ?? []
      let noun = split.classes == nil ? "sequence" : "class"
      let number = groups.count == 1 ? "1 \(noun)" : "\(groups.count) \(noun)\(noun == "class" ? "es" : "s")"
      lines.append(
        Self.column(split.name) + "\(number), \(Text.count(split.recordings, "recording")), \(Self.size(split.bytes))")
      lines += groups.map { group in
        "  " + Self.column(group.name, width: 20) + Text.count(group.recordings, "recording")
          + (group.parts.isEmpty ? "" : ", \(group.parts.joined(separator: ", ").replacing("_", with: " "))")
          + (group.flowFields.map { ", " + Text.count($0, "field") + " of flow" } ?? "")
      }
    }
    return lines.joined(separator: "\n")
  }

  private static func column(_ text: String, width: Int = 10) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }

  private static func size(_ bytes: Int) -> String {
    switch bytes {
    case ..<1_000_000: "\(Text.number(Double(bytes) / 1e3)) kB"
    case ..<1_000_000_000: "\(Text.number(Double(bytes) / 1e6)) MB"
    default: "\(Text.number(Double(bytes) / 1e9)) GB"
    }
  }
}

extension SceneFacts: FactsText {
  var text: String {
    let number = scenes.count == 1 ? "1 scene" : "\(scenes.count) scenes"
    return
      (["dataset   \(title) of a spiking camera, \(number)"]
      + scenes.map { scene in
        let flow = scene.flow.map { "dt=\($0.dt): \(Text.count($0.fields, "field")) of flow" }
        return "  \(scene.name)  " + (["\(scene.width)x\(scene.height)"] + flow).joined(separator: ", ")
      }).joined(separator: "\n")
  }
}

extension SystemFacts.Isolation {
  fileprivate var text: String {
    let worker = hdf5InWorker ? "HDF5 is read by a worker" : "HDF5 is read in the program"
    if isTurnedOff { return "\(worker); nothing is confined, \(Confinement.switchVariable) is 1" }
    if !hdf5InWorker {
      return filtersSystemCalls
        ? "\(worker), which has given up the network (seccomp)" : "\(worker); nothing is confined"
    }
    let held = [
      landlockVersion > 0 ? "files by Landlock \(landlockVersion)" : nil,
      filtersSystemCalls ? "system calls by seccomp" : nil,
    ].compactMap { $0 }
    return held.isEmpty
      ? "\(worker); nothing is confined, the kernel cannot" : "\(worker); confined: " + held.joined(separator: ", ")
  }
}

extension SystemFacts: FactsText {
  var text: String {
    let core = blas.coreType.map { "\($0), chosen by \(blas.coreTypeChosenBy)" } ?? "not told by the library"
    let blasThreads = blas.threads.map { "\($0), as Saccade's threads share out the work" } ?? "as the library is set"
    return """
      version        \(version)
      processor      \(processor), \(Text.count(cores, "core"))
      memory         \(Text.number((Double(memoryBytes) / 1_073_741_824 * 10).rounded() / 10)) GiB, huge pages: \
      \(hugePages ?? "not told")
      instructions   \(instructionSet) of \(instructionSets.joined(separator: ", "))
      threads        \(threads)
      BLAS           \(blas.library), chosen by \(blas.libraryChosenBy)
      BLAS version   \(blas.configuration ?? "not told by the library")
      BLAS core      \(core)
      BLAS threads   \(blasThreads)
      isolation      \(isolation.text)
      """
  }
}
