export default function Page() {
  return <main>Millrace</main>
}
