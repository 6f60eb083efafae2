import ArgumentParser
import Kernels
import OpticalFlow
import Tensors

/// While contrast maximisation is tuned.
struct ContrastBench: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "contrast", abstract: "Flow of windows of events.")
  @Argument var file: String
  @Argument var milliseconds: Double
  @Option var dump: String?
  @OptionGroup var options: BenchOptions

  func run() throws {
    let archive = try NumpyArchive(path: file)
    let t = try archive.tensor("t", of: Int64.self).scalars
    let x = try archive.tensor("x", of: UInt16.self).scalars
    let y = try archive.tensor("y", of: UInt16.self).scalars
    let width = try Int(archive.int64("width").scalars[0])
    let height = try Int(archive.int64("height").scalars[0])
    let workers = try Workers(threads: options.threads)
    for k in milliseconds > 0 ? [1, 2, 3] : [0] {
      let s = milliseconds > 0 ? Double(t[0]) + Double(t[t.count - 1] - t[0]) * Double(k) / 4 : Double(t[0])
      let length = milliseconds > 0 ? milliseconds * 1000 : Double(t[t.count - 1] - t[0] + 1)
      let chosen = t.indices.filter { Double(t[$0]) >= s && Double(t[$0]) < s + length }
      let began = ContinuousClock.now
      let result = ContrastTrial.run(
        x: chosen.map { x[$0] }, y: chosen.map { y[$0] }, time: chosen.map { Float((Double(t[$0]) - s) / length) },
        width: width, height: height, workers: workers)
      let seconds = (ContinuousClock.now - began) / .seconds(1)
      print("window \(k) events \(chosen.count) cost \(result.cost) evaluations \(result.evaluations) seconds \(seconds)")
      if let dump {
        let writer = try NumpyArchiveWriter(path: "\(dump)_\(k).npz", overwrite: true)
        try writer.add(Tensor(shape: [2, height, width], scalars: result.flow), named: "flow")
        try writer.commit()
      }
    }
  }
}
