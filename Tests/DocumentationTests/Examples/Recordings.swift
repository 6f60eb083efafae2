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

// EventWindower.swift
func eventWindowerExample1(_ reader: EventReader, _ path: String) throws {
  let windower = EventWindower(.time(durationMicroseconds: 33_333, strideMicroseconds: 33_333), source: path)
  while let window = try windower.next(from: { try reader.nextBatch() }) { print(window.events.count) }
  _ = windower
}

// Recordings.md
func recordingsExample1(_ batch: inout EventBatch) throws {
  var filter = RefractoryFilter(periodMicroseconds: 1000, width: 640, height: 480)
  filter.apply(to: &batch)
  _ = filter
}

// Recordings.md
func recordingsExample2(_ batches: [EventBatch], _ writer: any EventSink) throws {
  var examination = EventExamination(size: (640, 480))
  for batch in batches { examination.add(batch) }
  var repair = EventRepair(examination.repairPlan())
  for batch in batches { try repair.apply(to: batch) { try writer.append($0) } }
  try repair.finish { try writer.append($0) }
  _ = examination
  _ = repair
}
