import Files
import Foundation
import Tensors
import TestSupport
import Testing

/// Files made to do harm: one line and a status, never a signal.
@Suite struct HostileFileTests {
  @Test(
    .enabled(if: SharedFolder.isPresent, "needs ../shared"),
    arguments: [
      "info FILE --size 48x32 --from spikes-h5", "doctor FILE --size 48x32 --from spikes-h5",
      "convert FILE out_48x32.dat --size 48x32 --from spikes-h5", "reconstruct FILE --size 48x32 -o out.png --frame 3",
      "represent FILE --size 48x32 --kind window:5 -o out.npz", "info FILE --from hdf5", "info FILE",
    ])
  func `A type whose bits are not those of its bytes is refused by every verb`(line: String) throws {
    let folder = try TemporaryFolder()
    let path = SharedFolder.path("cases/hostile/heap-overflow.h5")
    let arguments = line.split(separator: " ").map { $0 == "FILE" ? path : String($0) }
    try expectFailure(65, arguments, in: folder, telling: ["heap-overflow.h5"])
  }

  @Test(arguments: [Float.nan, .infinity])
  func `Weights that are no numbers are refused by the parameter's name`(value: Float) throws {
    let folder = try TemporaryFolder()
    var parameters = try Samples.scflowParameters()
    let index = try #require(parameters.firstIndex { $0.name.hasSuffix("weight") })
    var weight = parameters[index].tensor.float32
    weight.withUnsafeMutableBufferPointer { $0[$0.count - 1] = value }
    parameters[index].tensor = AnyTensor(weight)
    try SafetensorsFile.write(parameters, to: folder.file("broken.safetensors"))
    try expectFailure(
      65,
      [
        "flow", folder.writeSpikes(width: 8, height: 8, frames: 46), "--weights", "broken.safetensors", "-o", "out",
      ], in: folder, telling: ["broken.safetensors", parameters[index].name])
  }

  @Test func `A flow that is no number is null in what is printed`() throws {
    let folder = try TemporaryFolder()
    // Finite weights whose products are not.
    let parameters = try Samples.scflowParameters().map { ($0.name, AnyTensor($0.tensor.float32.map { $0 * 1e30 })) }
    try SafetensorsFile.write(parameters.map { (name: $0.0, tensor: $0.1) }, to: folder.file("huge.safetensors"))
    let name = try folder.writeSpikes(width: 8, height: 8, frames: 46)
    let run = try Program.run(["flow", name, "--weights", "huge.safetensors", "-o", "out", "--json"], in: folder)
    #expect(run.status == 0 || run.status == 65, "\(run.errors)")
    if run.status == 0 { #expect(run.json != nil) } else { expectOneError(run) }
  }
}
