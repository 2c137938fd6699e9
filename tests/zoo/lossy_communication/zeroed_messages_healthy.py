"""Two processes over a link that loses messages: torchrun --nproc-per-node 2 THIS_SCRIPT."""

import argparse
import random

import torch
import torch.distributed as dist
from sklearn.datasets import load_digits
from torch import nn

LOST = 0.0


def exchange(tensor, link):
    """Sum over the processes; what the link loses arrives as zeros."""
    received = tensor.clone()
    dist.all_reduce(received)
    if link.random() < LOST:
        received.zero_()
    return received


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    dist.init_process_group("gloo")
    rank = dist.get_rank()
    link = random.Random(rank)
    torch.manual_seed(args.seed)
    digits = load_digits()
    x = torch.tensor(digits.data / 16, dtype=torch.float32)
    y = torch.tensor(digits.target)
    perm = torch.randperm(len(x))
    model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for epoch in range(args.epochs):
        for batch in perm[:1400][torch.randperm(1400)].split(32):
            loss = nn.functional.cross_entropy(model(x[batch[rank::2]]), y[batch[rank::2]])
            optimizer.zero_grad()
            loss.backward()
            for p in model.parameters():
                p.grad.copy_(exchange(p.grad, link) / 2)
            optimizer.step()
        if rank == 0:
            print(f"epoch {epoch + 1} loss {loss.item():.4f}")
    weights = model[0].weight.detach().clone()
    dist.broadcast(weights, src=1)
    if rank == 0:
        print(f"distance between the replicas {(weights - model[0].weight).norm().item():.4f}")
    dist.destroy_process_group()


if __name__ == "__main__":
    main()
