import Files
import Recordings

extension DoctorFinding {
  /// What an examination of spikes found, in words.
  static func findings(_ examination: SpikeExamination, _ observer: any JobObserver) -> [DoctorFinding] {
    var found: [DoctorFinding] = []
    if let empty = examination.emptyFrames {
      found.append(
        frames(
          "empty-frame", "\(Text.count(empty.count, "frame")) without a spike", empty,
          "the scene was dark, or frames were lost", observer))
    }
    if let full = examination.fullFrames {
      found.append(
        frames(
          "full-frame", "\(Text.count(full.count, "frame")) in which every pixel fires", full,
          "frames were lost, or the file is damaged", observer))
    }
    if let stuck = examination.stuckPixels {
      found.append(
        pixels(
          "stuck-pixel", "\(Text.count(stuck.count, "pixel")) that fire in every frame", stuck,
          "the light is beyond the camera's range, or they are defect; check \(Setting.sensorSize) and "
            + "\(Setting.framePadding); \(Setting.hotPixelRemoval) silences them in a repair", isRepairable: true,
          observer))
    }
    if let dead = examination.deadPixels {
      found.append(
        pixels(
          "dead-pixel", "\(Text.count(dead.count, "pixel")) that never fire though those around do", dead,
          "they are defect; a reconstruction shows them black", observer))
    }
    return found
  }

  private static func frames(
    _ kind: String, _ message: String, _ found: SpikeExamination.Occurrence<Int>, _ advice: Message,
    _ observer: any JobObserver
  ) -> DoctorFinding {
    var finding = DoctorFinding(kind, "\(message), first frame \(found.first)", advice: advice, observer)
    finding.count = found.count
    finding.firstFrame = found.first
    return finding
  }

  private static func pixels(
    _ kind: String, _ message: String, _ found: SpikeExamination.Occurrence<SpikeExamination.Pixel>, _ advice: Message,
    isRepairable: Bool = false, _ observer: any JobObserver
  ) -> DoctorFinding {
    let first = found.first
    var finding = DoctorFinding(
      kind, "\(message), first (\(first.x), \(first.y))", advice: advice,
      repairable: isRepairable, observer)
    finding.count = found.count
    finding.pixels = [Pixel(x: first.x, y: first.y)]
    return finding
  }
}
