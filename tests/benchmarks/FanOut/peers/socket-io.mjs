// The peer of the fan-out: node socket-io.mjs PORT. POST /publish tells everybody the body.
import { createServer } from "node:http";
import { Server } from "socket.io";

const http = createServer((request, response) => {
  if (!request.url.startsWith("/publish")) return;
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    io.emit("changed", JSON.parse(Buffer.concat(parts)));
    response.end();
  });
});
const io = new Server(http, { transports: ["websocket"] });
http.listen(Number(process.argv[2]), "127.0.0.1");
