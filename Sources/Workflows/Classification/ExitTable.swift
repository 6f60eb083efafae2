import Files
import SpikingNetworks

/// `-o`: where every sample stopped, as a table with commas.
enum ExitTable {
  static func write(_ evaluation: ConfidenceEvaluation, samples: [Int], to path: String, overwrite: Bool) throws {
    let file = try OutputFile(path: path, overwrite: overwrite)
    try file.write("sample,label,exit_step,prediction,right,oracle_step\n")
    for (place, sample) in samples.enumerated() {
      let exits = evaluation.exits
      let cells = [
        sample, evaluation.outputs.labels[place], exits.steps[place], exits.predictions[place],
        exits.isRight[place] ? 1 : 0, evaluation.oracle.steps[place],
      ]
      try file.write(cells.map(String.init).joined(separator: ",") + "\n")
    }
    try file.commit()
  }
}
