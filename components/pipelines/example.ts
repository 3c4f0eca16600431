/** A pipeline that runs anywhere, to begin with. */
export const examplePipeline = `millrace: 1
name: readings
title: Hot sensors
nodes:
  sensors:
    type: connect.generator
    config:
      rate: 50
      record: { device: "{{pick boiler pump oven}}", celsius: "{{normal 70 8}}" }
  hot:
    type: compose.filter
    config: { where: celsius > 80 }
  table:
    type: consume.live-table
wires:
  - sensors -> hot -> table
alerts:
  - { name: many-hot, on: hot, metric: recordsOut, above: 20, for: 5s }
`
