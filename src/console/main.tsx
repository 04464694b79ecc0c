/** Entry of the console. */
import { createRoot } from "react-dom/client";
import { completePlatform } from "../wire/complete-platform.ts";
import { Console } from "./app/console.tsx";
import "./app/console.css";

completePlatform();
const place = document.getElementById("root");
if (place !== null) createRoot(place).render(<Console />);
