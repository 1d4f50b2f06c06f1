// A widget's model without a kernel: traits, and handlers that answer what Python would answer.

/** Something the learner has to put right, as Python's UsageError. */
class Refusal extends Error {}

function modelOf(traits, handlers) {
  const listeners = new Map();
  const emit = (event, data) => [...(listeners.get(event) ?? [])].forEach((listener) => listener(data));
  const model = {
    get: (name) => traits[name],
    set(name, value) {
      traits[name] = value;
      emit(`change:${name}`);
    },
    on: (event, listener) => listeners.set(event, (listeners.get(event) ?? new Set()).add(listener)),
    off: (event, listener) => listeners.get(event)?.delete(listener),
    send(message) {
      const reply = { reply: message.number, error: "", said: "" };
      try {
        reply.said = handlers[message.kind](message, model) ?? "";
      } catch (trouble) {
        if (!(trouble instanceof Refusal)) throw trouble;
        reply.error = trouble.message;
      }
      emit("msg:custom", reply);
    },
  };
  return model;
}
