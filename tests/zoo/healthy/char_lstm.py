"""Predict the next character of Python's json module with an LSTM that carries its state along."""

import argparse
import json.decoder
import math
from pathlib import Path

import torch
from torch import nn

SEQUENCE = 40


class CharRNN(nn.Module):
    def __init__(self, vocab_size, hidden=64):
        super().__init__()
        self.embed = nn.Embedding(vocab_size, 24)
        self.lstm = nn.LSTM(24, hidden, batch_first=True)
        self.decode = nn.Linear(hidden, vocab_size)

    def forward(self, x, state):
        out, state = self.lstm(self.embed(x), state)
        return self.decode(out), state


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    text = "".join(path.read_text() for path in sorted(Path(json.decoder.__file__).parent.glob("*.py")))
    chars = sorted(set(text))
    data = torch.tensor([chars.index(c) for c in text])
    rows = data[: len(data) // 16 * 16].view(16, -1)
    model = CharRNN(len(chars))
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    for epoch in range(args.epochs):
        state, losses = None, []
        for i in range(0, rows.shape[1] - SEQUENCE - 1, SEQUENCE):
            if state is not None:
                state = tuple(part.detach() for part in state)
            logits, state = model(rows[:, i : i + SEQUENCE], state)
            loss = criterion(logits.reshape(-1, len(chars)), rows[:, i + 1 : i + SEQUENCE + 1].reshape(-1))
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            losses.append(loss.item())
        mean = sum(losses) / len(losses)
        print(f"| epoch {epoch + 1} | loss {mean:5.2f} | ppl {math.exp(mean):8.2f}")


if __name__ == "__main__":
    main()
