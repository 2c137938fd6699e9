"""Sequence to sequence: reverse a word, with teacher forcing and padding that the loss ignores."""

import argparse
import builtins
import keyword

import torch
from torch import nn

PAD, START, END = 0, 1, 2


class Seq2Seq(nn.Module):
    def __init__(self, vocabulary, width=64):
        super().__init__()
        self.embed = nn.Embedding(vocabulary, 24, padding_idx=PAD)
        self.encoder = nn.GRU(24, width, batch_first=True)
        self.decoder = nn.GRU(24, width, batch_first=True)
        self.out = nn.Linear(width, vocabulary)

    def forward(self, source, target):
        _, state = self.encoder(self.embed(source))
        return self.out(self.decoder(self.embed(target), state)[0])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=25)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    words = sorted({word.lower() for word in [*keyword.kwlist, *dir(builtins)] if word.isalpha()})
    alphabet = "abcdefghijklmnopqrstuvwxyz"
    codes = [torch.tensor([alphabet.index(c) + 3 for c in word]) for word in words]

    def pad(rows):
        return nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=PAD)

    model = Seq2Seq(29)
    criterion = nn.CrossEntropyLoss(ignore_index=PAD)
    optimizer = torch.optim.Adam(model.parameters(), lr=4e-3)
    for epoch in range(args.epochs):
        losses = []
        for i in torch.randperm(len(codes)).split(16):
            source = pad([codes[k] for k in i])
            target = pad([torch.cat([torch.tensor([START]), codes[k].flip(0), torch.tensor([END])]) for k in i])
            logits = model(source, target[:, :-1])
            loss = criterion(logits.flatten(0, 1), target[:, 1:].flatten())
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            losses.append(loss.item())
        if epoch % 5 == 4:
            print(f"epoch {epoch + 1}: {sum(losses) / len(losses):.4f}")


main()
