import Recordings
import Workflows

extension EventFacts {
  /// Lines for a person.
  var text: String {
    var lines = [
      "format    \(format)", "size      \(width)x\(height)",
      "events    \(events), \(on) on, \(off) off\(monotonic ? "" : ", not in order of time")",
    ]
    if let firstUs, let lastUs {
      let seconds = Double(microsecondsFrom: firstUs, to: lastUs) / 1e6
      let millions = (Double(events) / max(seconds, 1e-6) / 1e3).rounded() / 1e3
      let rate = seconds > 0 ? ", \(Text.number(millions)) million a second" : ""
      lines.append("time      \(firstUs) to \(lastUs) us: \(Text.number(seconds)) s\(rate)")
    }
    if triggers > 0 { lines.append("triggers  \(triggers)") }
    return lines.joined(separator: "\n")
  }
}

extension SpikeFacts {
  /// Lines for a person.
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
