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

// Files.md
func filesExample1() throws {
  let output = try OutputFile(path: "events.txt")
  try output.write("12 7 1 40\n")
  try output.commit()
  _ = output
}

// Message.swift
func messageExample1() throws {
  let message: Message = "the recording does not say the sensor's size; pass \(Setting.sensorSize)"
  print(message.text { remedy in "the option for \(remedy)" })
  _ = message
}
