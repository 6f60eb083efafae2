/// What `saccade info` says of a recording of spikes.
struct SpikeFacts: Encodable {
  var format: String
  var kind = "spikes"
  var width: Int
  var height: Int
  var frames: Int
  var spikes: Int
  var rateHz: Double
  var warnings: [String]

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
