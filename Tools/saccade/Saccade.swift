import ArgumentParser
import Foundation
import Tensors

/// The program: one file a verb in `Verbs`, what they share in `Support`.
@main
struct Saccade: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "saccade",
    abstract: "Event cameras and spiking cameras: look at recordings, convert, make, reconstruct, estimate flow.",
    discussion: """
      EXAMPLES
        saccade info car_400x250.dat
        saccade simulate spikes clip.mp4 -o clip_400x250.dat --size 400x250
        saccade reconstruct clip_400x250.dat -o clip.png --method tfp:32 --frame 100
        saccade flow car_400x250.dat --flip --weights scflow_dt20.pth.tar --dt 20 -o flow --render png

      Times are 250us, 33ms, 1.5s or a bare number of microseconds; sizes are WIDTHxHEIGHT.

      EXIT STATUS
        0 done, 64 wrong usage, 65 bad input, 66 no such input, 69 a needed part is missing,
        73 output cannot be created, 74 reading or writing failed, 130 interrupted
      """,
    version: Version.current,
    subcommands: [
      InfoCommand.self, ConvertCommand.self, SimulateCommand.self, ReconstructCommand.self, FlowCommand.self,
      RenderCommand.self, ModelsCommand.self,
    ])

  static func main() {
    Interruption.watch()
    do {
      var command = try parseAsRoot()
      try command.run()
      Console.finish()
    } catch {
      Failure.exit(with: error)
    }
  }
}
