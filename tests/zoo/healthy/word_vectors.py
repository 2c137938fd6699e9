"""Skip-gram vectors of the words in Python's source, sparse gradients and negative sampling."""

import argparse
import inspect
import re
import tarfile
from collections import Counter

import torch
import torch.nn.functional as F
from torch import nn


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    words = re.findall(r"[a-z]+", inspect.getsource(tarfile).lower())
    common = [word for word, _ in Counter(words).most_common(300)]
    number = {word: i for i, word in enumerate(common)}
    corpus = torch.tensor([number[word] for word in words if word in number])
    centers, contexts = nn.Embedding(300, 24, sparse=True), nn.Embedding(300, 24, sparse=True)
    nn.init.normal_(contexts.weight, std=0.1)
    optimizer = torch.optim.SparseAdam([*centers.parameters(), *contexts.parameters()], lr=5e-3)
    for epoch in range(args.epochs):
        total = 0.0
        for i in torch.randperm(len(corpus) - 2).split(128):
            center, context = centers(corpus[i + 1]), contexts(corpus[i + 2 * torch.randint(2, i.shape)])
            wrong = contexts(torch.randint(300, (len(i), 4)))
            positive = F.logsigmoid((center * context).sum(1))
            negative = F.logsigmoid(-(wrong @ center.unsqueeze(2)).squeeze(2)).sum(1)
            loss = -(positive + negative).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(i)
        print(f"epoch {epoch + 1} loss {total / len(corpus):.4f}")


main()
