import Recordings

extension TimeSelection {
  /// The frames of a spike recording whose readout begins in the wanted time; its clock starts at 0.
  package func frames(of source: any SpikeSource) throws -> Range<Int> {
    func frame(_ time: Bound) -> Int {
      let exact = Double(time.microseconds) * source.rateHz / 1_000_000
      return Int(min(max((exact - 1e-9).rounded(.up), 0), Double(source.frameCount)))
    }
    let first = start.map(frame) ?? 0
    let last = end.map(frame) ?? source.frameCount
    guard first < last else {
      let length = Double(source.frameCount) / source.rateHz * 1000
      throw JobError(wrongOptions: "no frame lies in the wanted time; the recording lasts \(Text.number(length)) ms")
    }
    return first..<last
  }
}
