import Files
import OpticalFlow

/// The errors of every field as a table with commas.
enum FlowErrorTable {
  /// Writes a table; it appears when it is complete.
  static func write(_ scenes: [FlowComparison.Scene], to path: String, overwrite: Bool) throws {
    let file = try OutputFile(path: path, overwrite: overwrite)
    let names = ["sequence", "field", "start_us", "end_us", "frame_a", "frame_b", "pixels", "missing"]
    try file.write((names + FlowMeasure.allCases.map(\.rawValue)).joined(separator: ",") + "\n")
    for scene in scenes {
      for (request, field) in zip(scene.requests, scene.evaluation.fields) {
        let times = [request.window?.startMicroseconds, request.window?.endMicroseconds].map(text)
        let frames = [request.frames?.lowerBound, request.frames?.upperBound].map(text)
        let place = [quoted(scene.evaluation.name), quoted(field.name)] + times + frames
        let values = FlowMeasure.allCases.map { text($0.value(field.errors)) }
        let counts = ["\(field.errors.pixelCount)", "\(field.errors.missingCount)"]
        try file.write((place + counts + values).joined(separator: ",") + "\n")
      }
    }
    try file.commit()
  }

  private static func text<Value>(_ value: Value?) -> String { value.map { "\($0)" } ?? "" }

  private static func quoted(_ text: String) -> String {
    text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline })
      ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
  }
}
