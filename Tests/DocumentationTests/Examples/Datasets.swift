// Made by Tools/extract-examples from what the README and the documentation show. Do not edit.

import Datasets
import Files
import Kernels
import Media
import NeuralNetworks
import OpticalFlow
import Reconstruction
import Recordings
import Reports
import Representations
import Runtime
import Simulator
import SpikingNetworks
import Tensors
import Workflows

// ClassificationDataset.swift
func classificationDatasetExample1() throws {
  let test = try ClassificationDataset("cifar10", split: .test)
  let pictures = try test.pictures(at: 0..<64)  // [64, 3, 32, 32], 0 ... 1
  let labels = test.labels[0..<64]
  _ = test
  _ = pictures
  _ = labels
}

// DSECSequence.swift
func dSECSequenceExample1() throws {
  for sequence in try DSECSequence.find(in: "DSEC/train") {
    guard let flow = try sequence.flow() else { continue }
    for index in 0..<flow.count { print(flow.windows[index], try flow.field(index).flow.shape) }
  }
}

// Datasets.md
func datasetsExample1() throws {
  let source = try SpikeFiles.open("car_400x250.dat", options: SpikeReadOptions(flip: true))
  let writer = try SpikeFiles.create("part.npz", geometry: source.geometry)
  try source.forEachBlock(of: 40..<100) { try writer.append($0) }
  try writer.finish()
  _ = source
  _ = writer
}

// Datasets.md
func datasetsExample2(_ statistics: inout EventStatistics) throws {
  let reader = try EventReader("recording.raw")
  while let batch = try reader.nextBatch() { statistics.add(batch) }
  _ = reader
}

// Datasets.md
func datasetsExample3() throws {
  let samples = try SampleReader("davis.aedat4", contents: .frames)
  while let frame = try samples.nextFrame() { print(frame.time.microseconds, frame.size, frame.gray().shape) }
  _ = samples
}

// Datasets.md
func datasetsExample4() throws {
  if let dataset = try EventDataset(folder: "N-MNIST") {
    for recording in try dataset.splits[0].groups[3].recordings() { print(try EventFiles.open(recording.path).header) }
  }
}

// Datasets.md
func datasetsExample5() throws {
  let test = try ClassificationDataset("cifar10", split: .test)
  let pictures = try test.pictures(at: 0..<64)  // [64, 3, 32, 32], 0…1
  _ = test
  _ = pictures
}

// Datasets.md
func datasetsExample6() throws {
  let prediction = try FlowFolder(path: "out")
  for index in prediction.entries.indices { print(try prediction.field(index).flow.shape) }
  _ = prediction
}

// EventDataset.swift
func eventDatasetExample1() throws {
  if let dataset = try EventDataset(folder: "N-MNIST") {
    for group in dataset.splits[0].groups {
      for recording in try group.recordings() { print(group.name, try EventFiles.open(recording.path).header) }
    }
  }
}

// EventReader+Files.swift
func eventReaderFilesExample1() throws {
  let reader = try EventReader("recording.raw")
  while let batch = try reader.nextBatch() { print(batch.count) }
  _ = reader
}

// FlowField+Files.swift
func flowFieldFilesExample1() throws {
  let truth = try FlowField(path: "flow/forward/000002.png")
  let notes = try truth.write(to: "000002.flo", format: .flo)
  _ = truth
  _ = notes
}

// HDF5Array.swift
func hDF5ArrayExample1() throws {
  let flow = try HDF5Array(path: "indoor_flying1_gt.hdf5", dataset: "davis/left/flow_dist")
  for index in 0..<flow.count { print(try flow.frame(index).shape) }
  _ = flow
}

// HDF5Writer.swift
func hDF5WriterExample1(_ fields: [Tensor<Double>], _ times: [Double]) throws {
  let file = try HDF5Writer(path: "truth_gt.hdf5")
  let flow = try file.frames(named: "davis/left/flow_dist", of: Double.self, axesAfterFirst: [2, 260, 346])
  for field in fields { try flow.append(field) }
  try flow.finish()
  try file.write(Tensor(shape: [times.count], scalars: times), named: "davis/left/flow_dist_ts")
  try file.commit()
  _ = file
  _ = flow
}

// MVSECSequence.swift
func mVSECSequenceExample1() throws {
  for scene in try MVSECSequence.find(in: "MVSEC") {
    guard let truth = try scene.groundTruth() else { continue }
    let pictures = try MVSECImageTimes(path: scene.data)
    print(scene.name, truth.timesSeconds.count, pictures.windows().count)
  }
}

// SampleFiles.swift
func sampleFilesExample1() throws {
  let windows = try SampleFiles.frameTimes(of: "recording.aedat4").map(\.microseconds)
  _ = windows
}

// SampleReader.swift
func sampleReaderExample1() throws {
  let reader = try SampleReader("recording.aedat4", contents: .frames)
  while let frame = try reader.nextFrame() { print(frame.time.microseconds, frame.size) }
  _ = reader
}
