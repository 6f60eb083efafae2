import Foundation
import Recordings
import TestSupport

/// A line of the program for each of its writers, which reads what lies in the folder above and writes `out…`.
enum WriterLines {
  static let all = [
    "convert ../events.npz out.csv", "convert ../events.npz out.txt", "convert ../events.npz out.npz",
    "convert ../events.npz out.npy", "convert ../events.npz out.h5", "convert ../events.npz out.h5 --to dsec",
    "convert ../events.npz out.hdf5", "convert ../events.npz out.raw",
    "convert ../events.npz out.raw --to prophesee-evt2",
    "convert ../events.npz out.dat", "convert ../events.npz out.aedat", "convert ../events.npz out.aedat2",
    "convert ../events.npz out.aedat4", "convert ../events.npz out.es", "convert ../events.npz out.bag",
    "convert ../events.npz out.mcap", "convert ../spikes_16x16.dat out.npz", "convert ../spikes_16x16.dat out.npy",
    "convert ../spikes_16x16.dat out_16x16.dat", "convert ../flow.npy out.flo", "convert ../flow.npy out.npz",
    "convert ../flow.npy out.h5", "convert ../flow.npy out.png --to kitti", "doctor ../events.npz --repair out.raw",
    "represent ../events.npz --kind voxel-grid:3 -o out.npz", "represent ../events.npz --kind voxel-grid:3 -o out.h5",
    "represent ../events.npz --kind voxel-grid:3 -o out.npy", "reconstruct ../spikes_16x16.dat -o out.npy",
    "reconstruct ../spikes_16x16.dat -o out.html", "reconstruct ../spikes_16x16.dat -o out.mp4",
    "render ../events.npz -o out.html", "render ../events.npz -o out.mp4 --window 5ms",
    "render ../events.npz -o out.gif --window 5ms", "render ../events.npz -o out.png",
    "flow ../spikes_16x16.dat --weights ../weights.npz --dt 5 -o out",
    "flow ../events.npz --model contrast --window 10ms -o out --format h5",
    "flow ../events.npz --model contrast --window 10ms -o out --format dsec",
    "evaluate flow --pred ../flow.npy --gt ../flow.npy --protocol plain --report out.html --output out.csv",
    "simulate spikes ../gray.npy -o out.npz --fps 100", "simulate events ../gray.npy -o out.aedat4 --fps 100",
    "scene spift -o out --size 48x32 --frames 40 --dt 10 --truth --events",
    "scene esim-2d -o out --size 48x32 --frames 700 --layout mvsec",
    "convert-model ../nir.nir -o out.safetensors",
  ]

  /// Writes what the lines read.
  static func writeInputs(to folder: TemporaryFolder) throws {
    let events = (0..<1500).map { (index: Int) -> Event in
      Event(
        timeMicroseconds: Int64(index * 20), x: UInt16(index * 37 % 48), y: UInt16(index * 91 % 32),
        isOn: index % 2 == 0)
    }
    _ = try folder.writeEvents(events, width: 48, height: 32)
    _ = try folder.writeGray(UInt8(90), width: 24, height: 16, frames: 8)
    _ = try folder.writeSpikes(width: 16, height: 16, frames: 60)
    _ = try folder.writeArchivedWeights()
    _ = try folder.writeFlow(u: 1, v: 2)
    _ = try folder.write(try fileBytes("\(Samples.datasetFolder)/Corpus/nir/nir.nir"), to: "nir.nir")
  }
}
