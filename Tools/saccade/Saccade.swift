import ArgumentParser
import CEarly
import Datasets
import Files
import Foundation

/// The program: one file a verb in `Verbs`, what they share in `Support`.
@main
struct Saccade: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "saccade",
    abstract: "Event cameras, spiking cameras, spiking networks: recordings, pictures, flow, early exit.",
    discussion: """
      EXAMPLES
        saccade info car_400x250.dat
        saccade doctor recording.raw
        saccade simulate spikes clip.mp4 -o clip_400x250.dat --size 400x250
        saccade represent recording.raw -o grid.npz --kind voxel-grid:5 --window 33ms
        saccade reconstruct clip_400x250.dat -o clip.png --frame 100
        saccade flow car_400x250.dat --flip --dt 20 -o flow
        saccade render flow -o flow.mp4
        saccade train classifier mnist.yml -o mnist.safetensors
        saccade evaluate classifier --model mnist.safetensors --data mnist

      Times are 250us, 33ms, 1.5s or a bare number of microseconds. Sizes are \
      WIDTHxHEIGHT, regions X,Y,WIDTHxHEIGHT.

      EXIT STATUS
         0  done                     74  reading or writing failed
        64  wrong usage             129  hung up
        65  bad input               130  interrupted
        66  no such input           143  terminated
        69  a needed part is missing
        73  output cannot be created
      """,
    version: Version.current,
    subcommands: [
      InfoCommand.self, DoctorCommand.self, ConvertCommand.self, ConvertModelCommand.self, SimulateCommand.self,
      CalibrateCommand.self,
      RepresentCommand.self, ReconstructCommand.self, FlowCommand.self, EvaluateCommand.self, RenderCommand.self,
      TrainCommand.self, ModelsCommand.self, DemoCommand.self, SceneCommand.self,
    ])

  static func main() {
    saccade_link_early()
    HDF5WorkerProcess.serveIfAsked()
    Isolation.begin()
    StandardStreams.prepare()
    Interruption.watch()
    ReadFiles.watch()
    do {
      try UsageText.refuseDashedFiles(CommandLine.arguments.dropFirst())
      var command = try parseAsRoot()
      try command.run()
      Console.finish()
    } catch {
      Failure.exit(with: error, of: Self.self)
    }
  }
}
