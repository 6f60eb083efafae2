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

// VideoReader.swift
func videoReaderExample1() throws {
  let reader = try VideoReader(path: "clip.mp4")
  while let frame = try reader.next() { print(frame.timeMicroseconds, try frame.linearGray().shape) }
  _ = reader
}

// VideoWriter.swift
func videoWriterExample1(_ pictures: [Tensor<UInt8>]) throws {
  let writer = try VideoWriter(path: "flow.mp4", width: 400, height: 250, framesPerSecond: 25)
  for picture in pictures { try writer.append(picture) }
  try writer.finish()
  _ = writer
}
