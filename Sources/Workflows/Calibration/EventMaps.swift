import Foundation
import Recordings
import Simulator
import Tensors

/// The arrays of a calibrated event camera: what a simulation takes, and the intervals of what was measured.
struct EventMaps {
  let arrays: [(name: String, values: AnyTensor)]

  init(_ estimate: EventCameraEstimate, size: SensorSize) {
    let shape = [size.height, size.width]
    func array(_ values: [Float]) -> AnyTensor { AnyTensor(Tensor<Float>(shape: shape, scalars: values)) }
    var arrays: [(name: String, values: AnyTensor)] = []
    func add(_ name: String, _ values: PixelEstimate, simulated: [Float]?) {
      arrays.append((name, array(simulated ?? values.value)))
      arrays.append((name + "_low", array(values.low)))
      arrays.append((name + "_high", array(values.high)))
    }
    let thresholds = estimate.model.thresholds.map
    if let on = estimate.on, let off = estimate.off {
      add("contrast_on", on, simulated: thresholds?.on)
      add("contrast_off", off, simulated: thresholds?.off)
    }
    add("on_hz", estimate.onHz, simulated: nil)
    add("off_hz", estimate.offHz, simulated: nil)
    if let map = estimate.model.leakMap { arrays.append(("leak_hz", array(map))) }
    if let map = estimate.model.shotMap { arrays.append(("shot_hz", array(map))) }
    var hot = Array(repeating: Float(0), count: size.width * size.height)
    for pixel in estimate.hot { hot[pixel.place] = Float(pixel.rateHz) }
    arrays.append(("hot_hz", array(hot)))
    self.arrays = arrays
  }
}

extension EventCameraFile {
  /// The text of a calibrated camera's file.
  static func text(
    _ estimate: EventCameraEstimate, size: SensorSize, model: EventCalibrationRun.Model, maps: String, remark: String
  ) -> String {
    func number(_ value: Double) -> String { String(format: "%.7g", value) }
    let found = estimate.model
    let noise = [
      "  preset: clean", "  leak-hz: \(number(found.leakHz))",
      "  shot-hz: \(number(found.shotHz))",
    ]
    let period = (found.refractorySeconds * 1e6).rounded()
    let silence = period >= 1 ? ["  refractory: \(Int(period))us"] : []
    return """
      # \(remark)
      camera:
        kind: events
        width: \(size.width)
        height: \(size.height)
        maps: \(maps)

      pixels:
        model: \(model.rawValue)
        contrast-on: \(number(found.thresholds.on))
        contrast-off: \(number(found.thresholds.off))
        contrast-sigma: \(number(found.thresholds.deviation))
      \((silence + (model == .v2e ? noise : [])).joined(separator: "\n"))

      """
  }
}
